using OrderGrains.Domain.Shared;

namespace OrderGrains.GraphQL.Relay;

/// <summary>A kind of records that can be read by their global ids.</summary>
public interface INodeSource
{
    /// <summary>Whether an id is one of this kind's.</summary>
    bool Knows(string id);

    /// <summary>The records with these ids, in their order; null where there is none that the viewer may know of.</summary>
    Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation);
}

/// <summary>A kind of records that is known by what its ids say.</summary>
/// <param name="parse">Reads an id; null if it is not one of this kind's.</param>
/// <param name="find">Finds records by what their ids say, in their order.</param>
/// <typeparam name="TKey">What an id says.</typeparam>
public sealed class NodeSource<TKey>(
    Func<string, TKey?> parse, Func<IReadOnlyList<TKey>, Actor, CancellationToken, Task<IReadOnlyList<INode?>>> find) : INodeSource
    where TKey : struct
{
    /// <inheritdoc/>
    public bool Knows(string id) => parse(id) is not null;

    /// <inheritdoc/>
    public Task<IReadOnlyList<INode?>> FindAsync(IReadOnlyList<string> ids, Actor viewer, CancellationToken cancellation) =>
        find([.. ids.Select(id => parse(id)!.Value)], viewer, cancellation); // Not null: it is asked for what it knows.
}

/// <summary>Reads records of any kind by their global ids, one query a kind.</summary>
/// <param name="sources">The kinds.</param>
public sealed class NodeReader(IEnumerable<INodeSource> sources)
{
    /// <summary>The records with these ids, in their order; null where there is none that the viewer may know of.</summary>
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
