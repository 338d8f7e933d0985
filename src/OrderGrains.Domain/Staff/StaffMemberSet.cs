using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>Enters a person in the staff register, or replaces what is known of one: departments, roles, absences and
/// substitutes.</summary>
/// <param name="Subject">The subject of the person's token, at most 64 characters.</param>
/// <param name="Member">The person as it is from now on.</param>
[GenerateSerializer, Immutable, Alias("og.staff.set-member")]
public sealed record StaffMemberSet([property: Id(0)] string? Subject, [property: Id(1), JsonPropertyName("form")] StaffForm Member)
    : StaffCommand
{
    internal const int MaxDepartments = 20, MaxAbsences = 50;
    private const string Clause = "R1.2";
    private static readonly StaffAbsenceForm NoAbsence = new();

    internal static StaffStep Step { get; } = StaffStep.For(StaffJson.Default.StaffMemberSet, Decide,
        Roles.DepartmentHead | Roles.SeniorLeader) with
    {
        Events = [StaffEventType.Of("staff.member-set", Clause, StaffJson.Default.StaffMemberChanged, Apply)],
    };

    private static StaffMember Apply(StaffMember entry, StaffMemberChanged e) => new()
    {
        Subject = e.Subject,
        Name = e.Name,
        Departments = e.Departments,
        Roles = e.Roles.Aggregate(Roles.None, (roles, code) => EnumCode<Roles>.TryParse(code, out var role) ? roles | role : roles),
        Absences = e.Absences,
        LeavesOn = e.LeavesOn,
    };

    private static Decision<StaffEvent> Decide(StaffMember entry, StaffMemberSet command, StaffContext context)
    {
        var fields = new FieldReader();
        var (form, actor) = (command.Member, context.Actor);
        var subject = fields.Text(command.Subject, "subject", TextLimit.Reference, Clause);
        var name = fields.Text(form.Name, "member.name", TextLimit.Name, Clause);
        var entries = fields.List(form.Departments, "member.departments", MaxDepartments, Clause);
        var departments = entries.Select((department, i) => fields.Text(department, new("member.departments", i), TextLimit.Name, Clause))
            .ToImmutableArray();
        var absences = Absences(form.Absences, subject, fields);
        var leaves = UnicodeText.Read(form.LeavesOn) is null ? null : fields.Date(form.LeavesOn, "member.leavesOn", Clause);
        if (subject is null || name is null || fields.AnyFault)
            return new Decision<StaffEvent>.Rejected(fields.Faults);
        if (subject == actor.Subject || absences.Any(absence => absence.Substitute == actor.Subject))
            return Decision<StaffEvent>.Reject(new Rejection.SeparationOfDuties(RejectionCode.SodSelfAppointment, Step.Command,
                actor.Subject));
        return Decision<StaffEvent>.Accept(new StaffMemberChanged(actor.Subject, context.Now)
        {
            Subject = subject,
            Name = name,
            Departments = [.. departments.OfType<string>().Distinct()],
            Roles = [.. Enum.GetValues<Roles>().Where(role => role != Roles.None && ((form.Roles ?? Roles.None) & role) == role)
                .Select(EnumCode<Roles>.Of)],
            Absences = absences,
            LeavesOn = leaves,
        });
    }

    private static ImmutableArray<StaffAbsence> Absences(ImmutableArray<StaffAbsenceForm>? form, string? subject, FieldReader fields)
    {
        if (form is not { IsDefaultOrEmpty: false })
            return [];
        var entries = fields.List(form, "member.absences", MaxAbsences, null);
        var absences = ImmutableArray.CreateBuilder<StaffAbsence>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoAbsence;
            var from = fields.Date(entry.From, new("member.absences", i, "from"), null);
            var to = fields.Date(entry.To, new("member.absences", i, "to"), null);
            if (to < from)
                fields.Fault(RejectionCode.DateOrder, new("member.absences", i, "to"), null, "not before from");
            var substitute = fields.Text(entry.Substitute, new("member.absences", i, "substitute"), TextLimit.Reference, null,
                required: false);
            if (substitute is not null && substitute == subject)
                fields.Fault(RejectionCode.Contradiction, new("member.absences", i, "substitute"), null, "somebody else");
            if (from is not null && to is not null)
                absences.Add(new(from.Value, to.Value, substitute));
        }
        return absences.ToImmutable();
    }
}

/// <summary>A person was entered, or what is known of the person was replaced.</summary>
public sealed record StaffMemberChanged(string By, DateTimeOffset At) : StaffEvent(By, At)
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
