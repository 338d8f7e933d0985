using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>A person of the company, as the staff register knows it: the fold of its events. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("og.staff-member")]
public sealed record StaffMember
{
    /// <summary>Nobody.</summary>
    public static readonly StaffMember None = new();

    /// <summary>The subject of the person's token; null: nobody is registered.</summary>
    [Id(0)] public string? Subject { get; init; }
    /// <summary>The name; null once the personal data were erased.</summary>
    [Id(1)] public string? Name { get; init; }
    /// <summary>The departments (R1.2).</summary>
    [Id(2)] public ImmutableArray<string> Departments { get; init; } = [];
    /// <summary>The roles that the person holds; what a substitute may stand in for.</summary>
    [Id(3)] public Roles Roles { get; init; }
    /// <summary>The absences, with who stands in.</summary>
    [Id(4)] public ImmutableArray<StaffAbsence> Absences { get; init; } = [];
    /// <summary>The last day with the company; null while no end is known.</summary>
    [Id(5)] public DateOnly? LeavesOn { get; init; }

    /// <summary>Whether the person has left by a day.</summary>
    public bool HasLeftOn(DateOnly day) => LeavesOn < day;
}

/// <summary>Days on which somebody is absent.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Substitute">The substitute: the subject of the token; null: nobody.</param>
[GenerateSerializer, Immutable, Alias("og.staff.absence")]
public sealed record StaffAbsence([property: Id(0)] DateOnly From, [property: Id(1)] DateOnly To, [property: Id(2)] string? Substitute);
