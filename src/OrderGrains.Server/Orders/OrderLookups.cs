using System.Collections.Immutable;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Orders;

/// <summary>Looks up in the staff register what the decision on a command rests on: whom the actor substitutes, and who is with the
/// company.</summary>
public sealed class OrderLookups(StaffReader staff)
{
    /// <summary>Resolves the actor and looks up the people whom the command names.</summary>
    /// <returns>The actor, with the roles of the absent person where it is that person's substitute now; and what was found, null where
    /// nothing was asked.</returns>
    public async ValueTask<(Actor Acting, DecisionLookups? Found)> ResolveAsync(Actor actor, OrderCommand command,
        CancellationToken cancellation)
    {
        var step = OrderSteps.Of(command);
        var acting = command is ISubstitutable { OnBehalfOf: { } absent }
            ? await staff.ActingAsync(actor, absent, step.Roles, cancellation) : actor;
        string[] named = [.. step.StaffNamed(command).Select(UnicodeText.Read).OfType<string>().Distinct()];
        return named.Length == 0 ? (acting, null) : (acting, new DecisionLookups
        {
            Staff = named.Zip(await staff.PresencesOfAsync(named, cancellation))
                .ToImmutableDictionary(pair => pair.First, pair => pair.Second),
        });
    }
}
