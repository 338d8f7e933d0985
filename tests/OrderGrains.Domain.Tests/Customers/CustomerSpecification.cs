using System.Collections.Immutable;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

/// <summary>Given the events of a customer, when an actor sends a command, then these events or refusals follow.</summary>
public abstract class CustomerSpecification
{
    internal static readonly Actor Finance = new("feng.finance", Roles.Finance);
    internal static readonly Actor Leader = new("gao.leader", Roles.SeniorLeader);
    internal static readonly Actor Service = new("he.service", Roles.CustomerService);
    internal static readonly CustomerPolicy Policy = CustomerPolicy.Default;

    internal static readonly CustomerInformation Chen = Histories.SubmittedOnline.Customer!; // not erased
    internal static readonly Acknowledgement ByChen = Histories.SubmittedOnline.Acknowledgement!; // not erased
    internal static readonly CustomerId Account = CustomerId.OfAccount("web", "A1");
    internal static readonly CustomerId Person = CustomerIdentity.OfNameAndPhone(Chen.Name, Chen.Phone);
    internal static readonly CustomerId Other = CustomerId.OfAccount("app", "A9");
    internal static readonly Guid FirstOrder = OrderId.OfSubmission("web", "W-1").Value,
        SecondOrder = OrderId.OfSubmission("web", "W-2").Value;

    internal static readonly CustomerRecorded Recorded = new(Actor.System.Subject, Now)
    {
        Order = FirstOrder,
        Platform = "web",
        Alias = Person,
        Information = Chen,
        Acknowledgement = ByChen,
    };
    /// <summary>An account that ordered by itself has claimed Chen's name and phone.</summary>
    internal static readonly CustomerRecorded Claimed =
        Recorded with { Platform = null, Alias = null, Claim = Person, Information = Chen with { Account = null } };
    internal static readonly CustomerBlocked DoesNotPay = new(Finance.Subject, Now, "does not pay");
    internal static readonly CustomerMergedInto Gone = new(Actor.System.Subject, Now, Other);

    /// <summary>The details of Chen in an order.</summary>
    internal static RecordOrder OrderWith(CustomerInformation information, Guid? order = null) =>
        new(order ?? SecondOrder, "web", information, ByChen, null, null);

    internal static GivenCustomer Given(params IEnumerable<CustomerEvent> events) => new(Fold(events));

    internal static Customer Fold(params IEnumerable<CustomerEvent> events) => events.Aggregate(Customer.None, CustomerRules.Evolve);

    internal sealed record GivenCustomer(Customer Customer)
    {
        public ThenCustomer When(Actor actor, CustomerCommand command, CustomerLookups? lookups = null) =>
            new(Customer, CustomerRules.Decide(Customer, command, new(actor, Now, Policy, lookups ?? CustomerLookups.None)));
    }

    internal sealed record ThenCustomer(Customer Before, Decision<CustomerEvent> Decision)
    {
        public ImmutableArray<CustomerEvent> Events => Assert.IsType<Decision<CustomerEvent>.Accepted>(Decision).Events;

        public IReadOnlyList<Rejection> Refusals => Assert.IsType<Decision<CustomerEvent>.Rejected>(Decision).Reasons;

        public Customer Happens(CustomerEvent @event)
        {
            Assert.Equal(EventJson.Of(@event), EventJson.Of(Assert.Single(Events)));
            return CustomerRules.Evolve(Before, @event);
        }

        public Customer After => Events.Aggregate(Before, CustomerRules.Evolve);

        public void NothingIsNew() => Assert.Empty(Events);

        public Rejection Refused(RejectionCode code)
        {
            var refusal = Assert.Single(Refusals);
            Assert.Equal(code, refusal.Code);
            return refusal;
        }

        public void Invalid(params IEnumerable<(string? Path, RejectionCode Code)> faults) =>
            Assert.Equal(faults, Refusals.Select(refusal => (refusal.Path, refusal.Code)));
    }
}
