using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>A person as entered.</summary>
/// <param name="Name">The name.</param>
/// <param name="Departments">The departments, at least one; any that the company has.</param>
/// <param name="Roles">The roles that the person holds.</param>
/// <param name="Absences">The absences.</param>
/// <param name="LeavesOn">The last day with the company, ISO 8601.</param>
[GenerateSerializer, Immutable, Alias("og.staff-form")]
public sealed record StaffForm(
    [property: Id(0)] string? Name = null,
    [property: Id(1), MaxItems(StaffMemberSet.MaxDepartments, ByRule = true)] ImmutableArray<string?>? Departments = null,
    [property: Id(2)] Roles? Roles = null,
    [property: Id(3), MaxItems(StaffMemberSet.MaxAbsences, ByRule = true)] ImmutableArray<StaffAbsenceForm>? Absences = null,
    [property: Id(4)] string? LeavesOn = null);

/// <summary>An absence as entered.</summary>
/// <param name="From">The first day, ISO 8601.</param>
/// <param name="To">The last day, ISO 8601.</param>
/// <param name="Substitute">The substitute: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.staff-form.absence")]
public sealed record StaffAbsenceForm([property: Id(0)] string? From = null, [property: Id(1)] string? To = null,
    [property: Id(2)] string? Substitute = null);
