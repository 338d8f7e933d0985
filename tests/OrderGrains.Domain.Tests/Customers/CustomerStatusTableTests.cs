using System.Collections.Immutable;
using System.Text;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerStatusTableTests : CustomerSpecification
{
    // An actor with every role, the system's included.
    private static readonly Actor Everybody = new("everybody", ~Roles.None, ["*"], Account);

    /// <summary>A sample of every command; a command without one fails a test.</summary>
    internal static readonly ImmutableArray<CustomerCommand> Commands =
    [
        new CustomerUpdate(Language: "en"), new CustomerMerge(Other, "the same firm"),
        new CustomerClaimConfirm(Person, "the same firm"), new CustomerClaimDecline(Person, "another firm"),
        new CustomerBlock("does not pay"), new CustomerUnblock("paid"),
        OrderWith(Chen), new SuspectDuplicate(CustomerId.OfAccount("app", "A3")), new LeadTo(Account, Other),
        new TakeOver(Other, Fold(Recorded), Other),
    ];

    private static readonly CustomerLookups Found = new(Account, Other, Fold(Recorded));

    private static readonly ImmutableArray<Customer> Situations =
        [Customer.None, Fold(Claimed), Fold(Claimed, DoesNotPay), Fold(Claimed, Gone)];

    [Fact]
    public void Every_command_acts_in_every_status_as_approved() => Approved.Matches("Statuses/Customers.md", Table());

    [Fact]
    public void Every_status_and_every_command_is_in_the_table()
    {
        Assert.Equal(Enum.GetValues<CustomerStatus>(), Situations.Select(customer => customer.Status));
        Assert.Equal(CustomerSteps.Table.All.Select(step => step.Json.Type), Commands.Select(command => command.GetType()));
        Assert.Equal(
            typeof(CustomerCommand).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CustomerCommand))).Select(type => type.Name)
                .Order(StringComparer.Ordinal),
            Commands.Select(command => command.GetType().Name).Order(StringComparer.Ordinal));
    }

    private static string Table()
    {
        var table = new StringBuilder("""
            # What every command does with a customer in every status

            Sent by somebody who holds every role, the system's included. An arrow is the status afterwards (a record that leads
            to another customer records nothing more); anything else is the refusal's code.

            """);
        table.Append("\n| | ").AppendJoin(" | ", Situations.Select(customer => EnumCode<CustomerStatus>.Of(customer.Status)))
            .Append(" |\n|---|").Append(string.Concat(Situations.Select(_ => "---|"))).Append('\n');
        foreach (var command in Commands)
            table.Append("| **").Append(CustomerSteps.Table.Of(command).Command).Append("** | ")
                .AppendJoin(" | ", Situations.Select(customer => Cell(customer, command))).Append(" |\n");
        return table.ToString();
    }

    private static string Cell(Customer customer, CustomerCommand command) =>
        CustomerRules.Decide(customer, command, new(Everybody, Now, Policy, Found)) switch
        {
            Decision<CustomerEvent>.Accepted accepted =>
                "→ " + EnumCode<CustomerStatus>.Of(accepted.Events.Aggregate(customer, CustomerRules.Evolve).Status),
            Decision<CustomerEvent>.Rejected rejected =>
                string.Join(' ', rejected.Reasons.Select(reason => EnumCode<RejectionCode>.Of(reason.Code))),
            _ => throw new InvalidOperationException(),
        };
}
