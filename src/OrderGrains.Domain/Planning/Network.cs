using System.Collections.Immutable;

namespace OrderGrains.Domain.Planning;

/// <summary>Sorts tasks so that each comes after those it needs, or finds the cycles that prevent it.</summary>
internal static class Network
{
    private const int MaxCycles = 10;

    /// <summary>Sorts a network.</summary>
    /// <param name="needs">For each node, the nodes that come before it.</param>
    /// <returns>The order, every node after those it needs; and the circles found, at most ten, each node needed by the next and the last
    /// by the first. Where there is a circle the order means nothing, where there is none it is complete.</returns>
    public static (IReadOnlyList<int> Order, IReadOnlyList<ImmutableArray<int>> Cycles) Sort(IReadOnlyList<IReadOnlyList<int>> needs)
    {
        var order = new List<int>(needs.Count);
        var cycles = new List<ImmutableArray<int>>();
        var marks = new Mark[needs.Count];
        // The way back from where the walk began, each node with the next of its needs to look at: as deep as the network, so not on the
        // thread's stack.
        var way = new Stack<(int Node, int Next)>();
        for (var start = 0; start < needs.Count; start++)
        {
            if (marks[start] == Mark.Unseen)
                way.Push((start, 0));
            while (way.TryPop(out var here))
            {
                marks[here.Node] = Mark.OnTheWay;
                if (here.Next == needs[here.Node].Count)
                {
                    marks[here.Node] = Mark.Done;
                    order.Add(here.Node);
                    continue;
                }
                way.Push((here.Node, here.Next + 1));
                var need = needs[here.Node][here.Next];
                if (marks[need] == Mark.Unseen)
                    way.Push((need, 0));
                else if (marks[need] == Mark.OnTheWay && cycles.Count < MaxCycles)
                    cycles.Add(CycleOf(need, way));
            }
        }
        return (order, cycles);
    }

    // The way lists the newest node first, and each was needed by the one below it: read from the top down to the closing node that is the
    // direction of work.
    private static ImmutableArray<int> CycleOf(int closing, Stack<(int Node, int Next)> way)
    {
        var cycle = ImmutableArray.CreateBuilder<int>();
        cycle.Add(closing);
        foreach (var (node, _) in way)
        {
            if (node == closing)
                break;
            cycle.Add(node);
        }
        return cycle.DrainToImmutable();
    }

    private enum Mark : byte
    {
        Unseen,
        OnTheWay,
        Done,
    }
}
