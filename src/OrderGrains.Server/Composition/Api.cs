using GraphQL.Types;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Composition;

/// <summary>What the API is made of.</summary>
public static class Api
{
    /// <summary>Refuses to start with a text that nobody wrote.</summary>
    /// <exception cref="SchemaRefusedException">Labels, messages or sentences are missing; all are named.</exception>
    internal static void RequireTexts(ISchema schema)
    {
        if (Texts.MissingFor(schema) is { Count: > 0 } missing)
            throw new SchemaRefusedException($"These texts are missing: {string.Join(", ", missing)}.");
    }

    /// <summary>Names the roots, the types that are reached through an interface only, and who may read the domain's values.</summary>
    public static void Define(ApiDefinition api) => api
        .WithQuery<Query>()
        .WithMutation<Mutation>()
        .WithMutations(OrderMutations.All)
        .WithSubscription<Subscription>()
        .With(UserErrors.Types)
        .With(typeof(OrderNode), typeof(CustomerNode), typeof(TeamNode), typeof(StaffMemberNode))
        .Explain(StoreFaults.Explain)
        .Grant(
            OrderAccess.SeesOrders,
            typeof(Money), typeof(ServiceTerm), typeof(ServiceDetail), typeof(Deliverable), typeof(AcceptanceCriterion), typeof(Address), typeof(Acknowledgement), typeof(Finding),
            typeof(FindingAnswer), typeof(Hold), typeof(CancellationRequest), typeof(OrderForm), typeof(CustomerForm), typeof(AddressForm),
            typeof(TermForm), typeof(MoneyForm), typeof(ContractForm), typeof(AcknowledgementForm), typeof(ServiceForm), typeof(DeliverableForm), typeof(CriterionForm))
        .Grant(CustomerAccess.SeesCustomers, typeof(CustomerProfile), typeof(CustomerContact))
        .Grant(
            OrderAccess.SeesEverything,
            typeof(Block), typeof(DeclinedClaim), typeof(Skill), typeof(TeamExperience), typeof(TeamMember), typeof(StaffAbsence), typeof(AssignmentApproval), typeof(FactorScore),
            typeof(Member), typeof(KickoffMeeting), typeof(Participant), typeof(Agenda), typeof(KickoffDecision), typeof(DecisionCompletion), typeof(PlanVersion), typeof(PlanApproval),
            typeof(PlanRejection), typeof(Baseline), typeof(Milestone), typeof(Stage), typeof(Dependency),
            typeof(PlanConflict));
}
