global using StaffEventType = OrderGrains.Domain.Shared.RecordEventType<OrderGrains.Domain.Staff.StaffMember,
    OrderGrains.Domain.Staff.StaffEvent>;
global using StaffStep = OrderGrains.Domain.Shared.RecordStep<
    OrderGrains.Domain.Staff.StaffMember, OrderGrains.Domain.Staff.StaffCommand, OrderGrains.Domain.Staff.StaffEvent,
    OrderGrains.Domain.Staff.StaffContext>;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>The context of a decision on an entry.</summary>
/// <param name="Actor">The actor.</param>
/// <param name="Now">The time at which the events are recorded, UTC.</param>
public readonly record struct StaffContext(Actor Actor, DateTimeOffset Now);

/// <summary>Everything that can be done with an entry of the staff register.</summary>
public static class StaffSteps
{
    /// <summary>The version of the fold: to be raised whenever what an event makes of an entry changes, which voids older
    /// snapshots.</summary>
    public const int Fold = 1;

    /// <summary>Every step.</summary>
    public static RecordSteps<StaffMember, StaffCommand, StaffEvent, StaffContext> Table { get; } = new(StaffMemberSet.Step);
}
