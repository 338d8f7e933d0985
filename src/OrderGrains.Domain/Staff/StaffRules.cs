using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Staff.StaffCommand;

namespace OrderGrains.Domain.Staff;

/// <summary>What may be entered in the staff register, and who stands in for whom.</summary>
public static class StaffRules
{
    private const string MemberSet = "staffMemberSet";
    private const Roles Keepers = Roles.DepartmentHead | Roles.SeniorLeader;
    internal const int MaxDepartments = 20, MaxAbsences = 50;
    private static readonly StaffAbsenceForm NoAbsence = new();

    /// <summary>The id of a person's entry: the hash of the token's subject.</summary>
    public static Guid IdOf(string subject) => Identity.Of("staff", subject);

    /// <summary>Decides on a command: the events to record, or every reason for refusing it.</summary>
    public static Decision<StaffEvent> Decide(StaffMember member, StaffCommand command, Actor actor, DateTimeOffset now) =>
        AccessRefusal(actor) is { } refusal ? Decision<StaffEvent>.Reject(refusal) : command switch
        {
            SetMember c => OfMember(c, actor, now),
            _ => throw new UnreachableException(command.GetType().Name),
        };

    /// <summary>Why the actor may not keep the register; null where it may. Decided before anything is compared with the entry.</summary>
    public static Rejection? AccessRefusal(Actor actor) => actor.IsAny(Keepers) ? null : new Rejection.NotAuthorised(RejectionCode.NotAuthorised, Keepers);

    /// <summary>Applies an event. Never refuses; a name that was erased reads as missing.</summary>
    public static StaffMember Evolve(StaffMember member, StaffEvent @event) => @event switch
    {
        StaffMemberSet e => new()
        {
            Subject = e.Subject,
            Name = e.Name,
            Departments = e.Departments,
            Roles = e.Roles.Aggregate(Roles.None, (roles, code) => EnumCode<Roles>.TryParse(code, out var role) ? roles | role : roles),
            Absences = e.Absences,
            LeavesOn = e.LeavesOn,
        },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>The fingerprint of a command, 32 bytes.</summary>
    public static byte[] Fingerprint(StaffCommand command) => command switch
    {
        SetMember c => Shared.Fingerprint.Of(MemberSet, c, StaffJson.Default.SetMember),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Whether somebody stands in for an absent colleague on a day: is the substitute of an absence that covers it, while both are with the company,
    /// in a role that the absent one holds.</summary>
    /// <param name="absent">Whom the substitute stands in for.</param>
    /// <param name="substitute">The substitute's own entry.</param>
    public static bool StandsIn(StaffMember absent, StaffMember substitute, Roles role, DateOnly day) =>
        absent.Subject is not null && substitute.Subject is { } subject && !absent.HasLeftOn(day) && !substitute.HasLeftOn(day) && (absent.Roles & role) != 0
        && absent.Absences.Any(absence => absence.From <= day && day <= absence.To && absence.Substitute == subject);

    /// <summary>Those of some roles that a substitute has on a day in an absent colleague's place; none where the substitute does not stand in.</summary>
    public static Roles SubstitutedRoles(StaffMember absent, StaffMember substitute, Roles roles, DateOnly day) =>
        StandsIn(absent, substitute, roles, day) ? absent.Roles & roles : Roles.None;

    /// <summary>The last day on which somebody stands in for the person; null where nobody is to.</summary>
    public static DateOnly? SubstitutedUntil(StaffMember member) =>
        member.Absences.Where(absence => absence.Substitute is not null).Select(absence => (DateOnly?)absence.To).Max();

    private static Decision<StaffEvent> OfMember(SetMember command, Actor actor, DateTimeOffset now)
    {
        var fields = new FieldReader();
        var form = command.Form;
        var subject = fields.Text(command.Subject, "subject", TextLimit.Reference, "R1.2");
        var name = fields.Text(form.Name, "member.name", TextLimit.Name, "R1.2");
        var entries = fields.List(form.Departments, "member.departments", MaxDepartments, "R1.2");
        var departments = entries.Select((department, i) => fields.Text(department, new("member.departments", i), TextLimit.Name, "R1.2")).ToImmutableArray();
        var absences = Absences(form.Absences, subject, fields);
        var leaves = UnicodeText.Read(form.LeavesOn) is null ? null : fields.Date(form.LeavesOn, "member.leavesOn", "R1.2");
        if (subject is null || name is null || fields.AnyFault)
            return new Decision<StaffEvent>.Rejected(fields.Faults);
        if (subject == actor.Subject || absences.Any(absence => absence.Substitute == actor.Subject))
            return Decision<StaffEvent>.Reject(new Rejection.SeparationOfDuties(RejectionCode.SodSelfAppointment, MemberSet, actor.Subject));
        return Decision<StaffEvent>.Accept(new StaffMemberSet(actor.Subject, now)
        {
            Subject = subject,
            Name = name,
            Departments = [.. departments.OfType<string>().Distinct()],
            Roles = [.. Enum.GetValues<Roles>().Where(role => role != Roles.None && ((form.Roles ?? Roles.None) & role) == role).Select(EnumCode<Roles>.Of)],
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
            var substitute = fields.Text(entry.Substitute, new("member.absences", i, "substitute"), TextLimit.Reference, null, required: false);
            if (substitute is not null && substitute == subject)
                fields.Fault(RejectionCode.Contradiction, new("member.absences", i, "substitute"), null, "somebody else");
            if (from is not null && to is not null)
                absences.Add(new(from.Value, to.Value, substitute));
        }
        return absences.ToImmutable();
    }
}
