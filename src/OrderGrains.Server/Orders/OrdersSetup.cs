using OrderGrains.Domain.Content;
using OrderGrains.Domain.Formation;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Kickoff;
using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.Orders;

/// <summary>Registers orders as a kind of record.</summary>
internal static class OrdersSetup
{
    /// <summary>The registration of orders.</summary>
    public static RecordRegistration Registration { get; } =
        new RecordRegistration<Order, OrderEvent>(new OrderAggregate(), OrderAggregate.Events, new OrderRowTable())
        {
            AddServices = services => services
                .AddSingleton<OrderDecider>()
                .AddSingleton<OrderNumbers>()
                .AddSingleton<OrderRows>()
                .AddSingleton<OrderIntake>()
                .AddSingleton<OrderReader>()
                .AddSingleton<OrderFeed>()
                .AddSingleton<OrderLookups>()
                .AddSingleton<OrderCommands>()
                .AddSingleton<OrderSubmission>()
                .AddSingleton<PlanObstacles>()
                .AddSingleton<SearchErasure>()
                .AddSingleton<BlockedCustomers>()
                .AddHostedService(provider => provider.GetRequiredService<BlockedCustomers>())
                .AddNode<OrderReader>("Order", async (orders, ids, viewer, cancellation) =>
                    await orders.FindAsync(ids, viewer, cancellation))
                .AddSingleton<INodeSource>(provider => new NodeSource<(Guid, int)>(
                    OrderEventEnvelope.Of,
                    async (ids, viewer, cancellation) =>
                        await provider.GetRequiredService<OrderReader>().EventsAsync(ids, viewer, cancellation))),
            Describe = api => api
                .WithMutations(OrderMutations.All)
                .With(typeof(OrderNode))
                .Grant(
                    OrderAccess.SeesOrders,
                    typeof(Money), typeof(ServiceTerm), typeof(ServiceDetail), typeof(Deliverable), typeof(AcceptanceCriterion),
                        typeof(Address),
                    typeof(Acknowledgement), typeof(Finding), typeof(FindingAnswer), typeof(Hold), typeof(CancellationRequest),
                        typeof(OrderForm),
                    typeof(CustomerForm), typeof(AddressForm), typeof(TermForm), typeof(MoneyForm), typeof(ContractForm),
                    typeof(AcknowledgementForm), typeof(ServiceForm), typeof(DeliverableForm), typeof(CriterionForm))
                .Grant(
                    OrderAccess.SeesEverything,
                    typeof(AssignmentApproval), typeof(FactorScore), typeof(Member), typeof(KickoffMeeting), typeof(Participant),
                        typeof(Agenda),
                    typeof(KickoffDecision), typeof(DecisionCompletion), typeof(PlanVersion), typeof(PlanApproval), typeof(PlanRejection),
                    typeof(Baseline), typeof(Milestone), typeof(Stage), typeof(Dependency), typeof(PlanConflict)),
        };
}
