using System.Collections.Concurrent;

namespace OrderGrains.Domain.Shared;

/// <summary>The recipient of a task or a notification: the holders of some roles, one person, or a customer.</summary>
/// <param name="Code">How it is stored: <c>ORDER_MANAGER,ORDER_REVIEWER</c>, <c>@li.sales</c>, <c>customer:…</c>.</param>
public readonly record struct Recipient(string Code)
{
    private static readonly ConcurrentDictionary<Roles, Recipient> OfRoles = new();

    /// <summary>The holders of one of the roles.</summary>
    public static Recipient Of(Roles roles) => OfRoles.GetOrAdd(roles, static roles =>
        new(string.Join(',', Enum.GetValues<Roles>().Where(role => role != Roles.None && (roles & role) == role)
            .Select(EnumCode<Roles>.Of))));

    /// <summary>One person, by the subject of the token.</summary>
    public static Recipient Of(string subject) => new("@" + subject);

    /// <summary>The people who act for the customer.</summary>
    public static Recipient Of(CustomerId customer) => new("customer:" + customer);

    /// <summary>All that reach an actor, of the sets of roles that are in use.</summary>
    public static IEnumerable<Recipient> Reaching(Actor actor, IEnumerable<Roles> inUse)
    {
        foreach (var roles in inUse.Distinct())
            if (actor.IsAny(roles))
                yield return Of(roles);
        yield return Of(actor.Subject);
        if (actor.IsAny(Roles.Customer) && actor.CustomerId is { } customer)
            yield return Of(customer);
    }

    /// <inheritdoc/>
    public override string ToString() => Code;
}
