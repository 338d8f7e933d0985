using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

// What crosses wire and disk: append only. State, forms, command, event.

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

/// <summary>A person as entered.</summary>
/// <param name="Name">The name.</param>
/// <param name="Departments">The departments, at least one; any that the company has.</param>
/// <param name="Roles">The roles that the person holds.</param>
/// <param name="Absences">The absences.</param>
/// <param name="LeavesOn">The last day with the company, ISO 8601.</param>
[GenerateSerializer, Immutable, Alias("og.staff-form")]
public sealed record StaffForm(
    [property: Id(0)] string? Name = null, [property: Id(1), MaxItems(StaffRules.MaxDepartments, ByRule = true)] ImmutableArray<string?>? Departments = null,
    [property: Id(2)] Roles? Roles = null, [property: Id(3), MaxItems(StaffRules.MaxAbsences, ByRule = true)] ImmutableArray<StaffAbsenceForm>? Absences = null,
    [property: Id(4)] string? LeavesOn = null);

/// <summary>An absence as entered.</summary>
/// <param name="From">The first day, ISO 8601.</param>
/// <param name="To">The last day, ISO 8601.</param>
/// <param name="Substitute">The substitute: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.staff-form.absence")]
public sealed record StaffAbsenceForm([property: Id(0)] string? From = null, [property: Id(1)] string? To = null, [property: Id(2)] string? Substitute = null);

/// <summary>Commands on the staff register.</summary>
[GenerateSerializer, Immutable, Alias("og.staff-command")]
public abstract record StaffCommand
{
    private StaffCommand() { }

    /// <summary>Enters a person, or replaces what is known of one.</summary>
    [GenerateSerializer, Immutable, Alias("og.staff.set-member")]
    public sealed record SetMember([property: Id(0)] string? Subject, [property: Id(1)] StaffForm Form) : StaffCommand;
}

/// <summary>Something that happened to an entry of the staff register.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record StaffEvent(string By, DateTimeOffset At);

/// <summary>A person was entered, or what is known of the person was replaced.</summary>
public sealed record StaffMemberSet(string By, DateTimeOffset At) : StaffEvent(By, At)
{
    /// <summary>The subject of the person's token.</summary>
    public required string Subject { get; init; }
    /// <summary>The name; null once it was erased.</summary>
    [Personal] public string? Name { get; init; }
    /// <summary>The departments.</summary>
    public required ImmutableArray<string> Departments { get; init; }
    /// <summary>The roles, as codes.</summary>
    public required ImmutableArray<string> Roles { get; init; }
    /// <summary>The absences.</summary>
    public required ImmutableArray<StaffAbsence> Absences { get; init; }
    /// <summary>The last day with the company; null while no end is known.</summary>
    public DateOnly? LeavesOn { get; init; }
}

/// <summary>The stored events of the staff register, as the journal names them.</summary>
public static class StaffCatalog
{
    /// <summary>The version of the fold: to be raised whenever <see cref="StaffRules.Evolve"/> or <see cref="StaffMember"/> changes;
    /// snapshots of another version are void.</summary>
    public const int Fold = 1;

    /// <summary>The lines: one for each event.</summary>
    public static ImmutableArray<EventContract> Events { get; } = [EventContract.Of("staff.member-set", "R1.2", StaffJson.Default.StaffMemberSet)];
}

/// <summary>How entries of the register (for snapshots), their events (for the journal) and commands (for fingerprints) are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StaffMember)), JsonSerializable(typeof(StaffMemberSet)), JsonSerializable(typeof(StaffCommand.SetMember))]
public sealed partial class StaffJson : JsonSerializerContext;
