using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Formation;

/// <summary>Confirms a member whom the project manager proposed (R4.1).</summary>
/// <param name="Person">The proposed member.</param>
/// <param name="OnBehalfOf">The absent head of the department whose substitute acts: the subject of the token.</param>
[GenerateSerializer, Immutable, Alias("og.formation.confirm-member")]
public sealed record OrderTeamMemberConfirm([property: Id(0)] string? Person, [property: Id(1)] string? OnBehalfOf = null) : OrderCommand,
    ISubstitutable
{
    internal static OrderStep Step { get; } = OrderStep.For(
        FormationJson.Default.OrderTeamMemberConfirm, Decide, Roles.DepartmentHead, FormationSlice.Formed) with
    {
        Clause = FormationSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.MemberApproval,
        Precondition = FormationSlice.HasProposal,
        Guards = [SomeProposalFits],
        NotBy = new(SodSelfApproval, InvolvedInEveryProposal),
        Events = [OrderEventType.Of("order.team-member-confirmed", FormationSlice.Clause, FormationJson.Default.TeamMemberConfirmed,
            Apply)],
    };

    // The team may have changed since the proposals; one that still fits is enough.
    private static Rejection? SomeProposalFits(Order order, Actor actor)
    {
        Rejection? unfit = null;
        foreach (var member in FormationSlice.Proposals(order))
        {
            if (TeamDuties.Unfit(order.Roster, member) is not { } fault)
                return null;
            unfit ??= new Rejection.Invalid(fault.Code, "person", fault.Detail, FormationSlice.Clause);
        }
        return unfit;
    }

    // A person who had a part in only some of them has something to decide.
    private static IEnumerable<Involvement> InvolvedInEveryProposal(Order order)
    {
        var proposals = FormationSlice.Proposals(order).Select(Involved).ToList();
        return proposals.Count == 0 ? [] : proposals.Aggregate((all, involved) => all.Intersect(involved));
    }

    private static IEnumerable<Involvement> Involved(Member proposed)
    {
        if (proposed.ProposedBy is { } proposer)
            yield return new(proposer, OrderTeamMemberChange.Step.Command);
        yield return new(proposed.Person, OrderTeamMemberChange.Step.Command);
    }

    private static Decision<OrderEvent> Decide(Order order, OrderTeamMemberConfirm command, DecisionContext context)
    {
        var fields = new FieldReader();
        var person = fields.Text(command.Person, "person", TextLimit.Name, FormationSlice.Clause);
        var member = person is null ? null : order.Roster.Find(person);
        if (person is not null && member?.Status != MemberStatus.Proposed)
            fields.Fault(NotOnRoster, "person", FormationSlice.Clause, "a proposed member");
        if (fields.AnyFault || member is null)
            return Refuse(fields.Faults);
        if ((NotBy(context.By) ?? NotBy(context.Actor.OnBehalfOf)) is { } own)
            return Refuse(own);
        if (TeamDuties.Unfit(order.Roster, member) is { } unfit)
            fields.Fault(unfit.Code, "person", FormationSlice.Clause, unfit.Detail);
        return fields.AnyFault
            ? Refuse(fields.Faults) : Accept(new TeamMemberConfirmed(context.By, context.Now, member.Person, context.Actor.OnBehalfOf));

        Rejection.SeparationOfDuties? NotBy(string? subject) =>
            Independence.Refusal(Involved(member), subject, SodSelfApproval, FormationSlice.Clause);
    }

    private static Order Apply(Order order, TeamMemberConfirmed e)
    {
        if (order.Roster.Find(e.Person) is not { } member)
            return order;
        var roster = order.Roster.With(member,
            member with { Status = Roster.StatusOfMembers(order), Since = e.At, ConfirmedBy = e.By, OnBehalfOf = e.OnBehalfOf });
        return order with
        {
            Roster = member.Replaces is { } left
                ? roster.Without(left, MemberStatus.Replaced, member.HandoverNote, member.Reason, e.At) : roster,
        };
    }
}

/// <summary>A member whom the project manager proposed was confirmed.</summary>
/// <param name="By">The subject of the actor's token.</param>
/// <param name="At">The time of the record, UTC.</param>
/// <param name="Person">The member who joins.</param>
/// <param name="OnBehalfOf">The absent head of the department for whom a substitute confirmed.</param>
public sealed record TeamMemberConfirmed(string By, DateTimeOffset At, string Person, string? OnBehalfOf = null) : OrderEvent(By, At);
