using Microsoft.Extensions.DependencyInjection;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;
using OrderGrains.Domain.Tests.Staff;
using Orleans.Serialization;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>Messages between grains arrive unchanged.</summary>
public sealed class WireTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void Every_command_arrives()
    {
        foreach (var command in Commands)
        {
            var arrived = Roundtrip<OrderCommand>(command);
            Assert.IsType(command.GetType(), arrived);
            Assert.Equal(OrderFingerprint.Of(command), OrderFingerprint.Of(arrived));
        }
        CustomerCommand block = new CustomerBlock("x");
        Assert.Equal(block, Roundtrip(block));
        foreach (var command in TeamSamples.TeamCommands)
            Assert.Equal(TeamSteps.Table.FingerprintOf(command), TeamSteps.Table.FingerprintOf(Roundtrip(command)));
        StaffCommand set = new StaffMemberSet(Approver.Subject, StaffSamples.Entered);
        Assert.Equal(StaffSteps.Table.FingerprintOf(set), StaffSteps.Table.FingerprintOf(Roundtrip(set)));
    }

    [Fact]
    public void Every_kind_of_refusal_arrives()
    {
        Rejection[] refusals =
        [
            new Rejection.Invalid(RejectionCode.TooLong, "customer.name", "max 200", "R2.2.1"),
            new Rejection.SeparationOfDuties(RejectionCode.SodSelfReview, "orderSubmit", "li.sales", "R2.3"),
            new Rejection.ApprovalRequired(RejectionCode.SeniorApprovalRequired, Roles.SeniorLeader, "R6.3.2"),
            new Rejection.NotAuthorised(RejectionCode.NotAuthorised, Roles.Sales | Roles.Platform, "R2.1"),
            new Rejection.RuleBroken(RejectionCode.AcknowledgementMissing, "contract.acknowledgement", "R7.3.1"),
        ];
        foreach (var refusal in refusals)
            Assert.Equal(refusal, Roundtrip(refusal));

        var conflict = new Rejection.StateConflict(RejectionCode.OrderOnHold, "RECEIVED", "orderVerify", ["orderResume"], "R2.3");
        var arrived = Assert.IsType<Rejection.StateConflict>(Roundtrip<Rejection>(conflict));
        Assert.Equal(conflict with { Allowed = arrived.Allowed }, arrived);
        Assert.Equal(conflict.Allowed.AsEnumerable(), arrived.Allowed);
    }

    [Fact]
    public void An_order_arrives()
    {
        foreach (var history in new[] { Histories.CustomersDraft, Histories.AskedToCancel(Histories.OnHold(Histories.Corrected)),
            Histories.Assigned })
        {
            var order = Histories.Fold(history);
            Assert.Equal(EventContractTests.Snapshot(order), EventContractTests.Snapshot(Roundtrip(order)));
        }
    }

    [Fact]
    public void An_actor_and_its_next_actions_arrive()
    {
        Assert.True(OrderScope.Of(Roundtrip(WebShop)).Reaches("web"));
        Assert.Equal(Buyer, Roundtrip(Buyer));
        var action = OrderRules.NextActions(Histories.Fold(Histories.Received), Sales, Now, Policy)[0];
        var arrived = Roundtrip(action);
        Assert.Equal(action with { Blockers = arrived.Blockers }, arrived);
        Assert.Equal(action.Blockers.AsEnumerable(), arrived.Blockers);
    }

    public void Dispose() => _services.Dispose();

    private T Roundtrip<T>(T value)
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value)) ?? throw new InvalidOperationException("nothing arrived");
    }
}
