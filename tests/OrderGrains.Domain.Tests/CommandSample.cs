using OrderGrains.Domain.Orders;

namespace OrderGrains.Domain.Tests;

/// <summary>The samples of a command for the tests of all commands; they are found by reflection.</summary>
public abstract class CommandSample
{
    /// <summary>Those of every test class that brings one.</summary>
    public static IReadOnlyList<CommandSample> All { get; } =
    [
        .. typeof(CommandSample).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CommandSample)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (CommandSample)Activator.CreateInstance(type)!), // A class has a constructor.
    ];

    /// <summary>The command with good input.</summary>
    public abstract OrderCommand Command { get; }

    /// <summary>The command with bad input.</summary>
    public abstract OrderCommand Bad { get; }

    /// <summary>One of each of its events.</summary>
    public abstract IEnumerable<OrderEvent> Events { get; }

    /// <summary>Where its events lead from where, by the regulation.</summary>
    public abstract IEnumerable<(OrderStatus From, OrderStatus To)> Transitions { get; }

    /// <summary>Whether its events wait for a hold, by the regulation.</summary>
    public abstract bool WaitsForHold { get; }
}
