using System.Collections.Immutable;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Staff;

/// <summary>One of everything about the staff register.</summary>
internal static class StaffSamples
{
    public static readonly Actor Head = new("lin.head", Roles.DepartmentHead);
    public static readonly StaffForm Entered = new(
        "马晓东", ["客服部", "项目一部"], Roles.AssignmentApprover | Roles.DepartmentHead, [new("2026-03-01", "2026-03-06", "deng.deputy")]);
    public static readonly StaffMemberChanged Set = new(Head.Subject, Now)
    {
        Subject = Approver.Subject,
        Name = "马晓东",
        Departments = ["客服部", "项目一部"],
        Roles = ["ASSIGNMENT_APPROVER", "DEPARTMENT_HEAD"],
        Absences = [new(new(2026, 3, 1), new(2026, 3, 6), "deng.deputy")],
        LeavesOn = new(2027, 1, 31),
    };

    public static readonly ImmutableArray<StaffEvent> Events = [Set];
}
