using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>The context of a decision on a customer.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Now">The time at which the events are recorded, UTC.</param>
/// <param name="Policy">The company's policy.</param>
/// <param name="Lookups">The lookups of the server.</param>
public readonly record struct CustomerContext(Actor Actor, DateTimeOffset Now, CustomerPolicy Policy, CustomerLookups Lookups)
{
    /// <summary>The subject of the actor's token.</summary>
    public string By => Actor.Subject;
}

/// <summary>The lookups of the server for a merger of two customers.</summary>
/// <param name="Self">This customer.</param>
/// <param name="Other">The customer that the command names, or that the named one leads to.</param>
/// <param name="Taken">The other customer as it is.</param>
[GenerateSerializer, Immutable, Alias("og.customer-lookups")]
public sealed record CustomerLookups([property: Id(0)] CustomerId Self, [property: Id(1)] CustomerId Other,
    [property: Id(2)] Customer Taken)
{
    /// <summary>Nothing was looked up.</summary>
    public static readonly CustomerLookups None = new(default, default, Customer.None);
}
