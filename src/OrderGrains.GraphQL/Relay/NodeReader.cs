using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Relay;

/// <summary>Reads the records of one kind by their global ids.</summary>
public interface INodeSource
{
    /// <summary>Whether an id belongs to this kind.</summary>
    bool Knows(string id);

    /// <summary>Returns the records in the order of the ids; null for each that does not exist or that the viewer may not see.</summary>
    Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation);
}

/// <summary>A node source that finds records by their decoded ids.</summary>
/// <param name="parse">Decodes an id; null if it does not belong to this kind.</param>
/// <param name="find">Finds records in the order of the decoded ids.</param>
/// <typeparam name="TKey">The decoded id.</typeparam>
public sealed class NodeSource<TKey>(
    Func<string, TKey?> parse, Func<IReadOnlyList<TKey>, Actor, CancellationToken, Task<IReadOnlyList<INode?>>> find) : INodeSource
    where TKey : struct
{
    /// <inheritdoc/>
    public bool Knows(string id) => parse(id) is not null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation) =>
        find([.. ids.Select(id => parse(id)!.Value)], viewer, cancellation); // Not null: callers pass only ids that Knows accepts.
}

/// <summary>Reads records of any kind by their global ids, with one query per kind.</summary>
/// <param name="sources">The sources of all kinds.</param>
public sealed class NodeReader(IEnumerable<INodeSource> sources)
{
    /// <summary>Returns the records in the order of the ids; null for each that does not exist or that the viewer may not see.</summary>
    public async Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation)
    {
        var found = new INode?[ids.Count];
        foreach (var source in sources)
        {
            var wanted = ids.Index().Where(entry => source.Knows(entry.Item)).ToList();
            if (wanted.Count == 0)
                continue;
            var nodes = await source.FindAsync([.. wanted.Select(entry => entry.Item)], viewer, cancellation);
            foreach (var ((index, _), node) in wanted.Zip(nodes))
                found[index] = node;
        }
        return found;
    }
}
