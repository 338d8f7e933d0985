using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>A command that the order's status allows next.</summary>
/// <param name="Command">Its name in the API.</param>
/// <param name="Allowed">Whether this actor may do it now; its input is still to be checked.</param>
/// <param name="Roles">The roles of which the actor needs one.</param>
/// <param name="DueAt">Until when it is to be done; null where no clock runs and no day was agreed.</param>
/// <param name="Blockers">The obstacles; empty exactly if it is allowed.</param>
[GenerateSerializer, Immutable, Alias("og.next-action")]
public sealed record NextAction(
    [property: Id(0)] string Command, [property: Id(1)] bool Allowed, [property: Id(2)] Roles Roles,
    [property: Id(3)] DateTimeOffset? DueAt,
    [property: Id(4)] ImmutableArray<Blocker> Blockers);

/// <summary>Something in the way of a next action.</summary>
/// <param name="Code">The code of the refusal that the command would get.</param>
/// <param name="Path">The field that is missing or wrong; null where it is not about a field.</param>
/// <param name="Clause">The clause of the regulation; null where it rests on none.</param>
[GenerateSerializer, Immutable, Alias("og.blocker")]
public readonly record struct Blocker([property: Id(0)] RejectionCode Code, [property: Id(1)] string? Path,
    [property: Id(2)] string? Clause);
