using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.Records;

/// <summary>Registers what the API reads by global ids.</summary>
internal static class RecordNodes
{
    /// <summary>Adds a type of nodes whose global ids name a record.</summary>
    /// <typeparam name="TReader">Reads them.</typeparam>
    /// <param name="services">The server's services.</param>
    /// <param name="type">The type's name in global ids.</param>
    /// <param name="find">Finds the nodes of ids that the viewer may know of; the others are null.</param>
    public static IServiceCollection AddNode<TReader>(
        this IServiceCollection services, string type, Func<TReader, IReadOnlyList<Guid>, Actor, CancellationToken,
            Task<IReadOnlyList<INode?>>> find)
        where TReader : notnull =>
        services.AddSingleton<INodeSource>(provider => new NodeSource<Guid>(
            text => GlobalId.TryDecode(text, type, out var id) ? id : null,
            (ids, viewer, cancellation) => find(provider.GetRequiredService<TReader>(), ids, viewer, cancellation)));
}
