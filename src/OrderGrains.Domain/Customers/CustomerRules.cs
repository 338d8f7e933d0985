using System.Diagnostics;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerCommand;

namespace OrderGrains.Domain.Customers;

/// <summary>What may be done with a customer.</summary>
public static class CustomerRules
{
    private const string Block = "customerBlock", Unblock = "customerUnblock";

    /// <summary>Decides on a command: the events to record, or every reason for refusing it.</summary>
    public static Decision<CustomerEvent> Decide(Customer customer, CustomerCommand command, Actor actor, DateTimeOffset now) => command switch
    {
        BlockCustomer when !actor.IsAny(Roles.OrderManager | Roles.Finance) => NotAuthorised(Roles.OrderManager | Roles.Finance),
        BlockCustomer when customer.Block is not null => Conflict("BLOCKED", Block, Unblock),
        BlockCustomer c => OfReason(c.Reason, reason => new CustomerBlocked(actor.Subject, now, reason)),
        UnblockCustomer when !actor.IsAny(Roles.SeniorLeader) => NotAuthorised(Roles.SeniorLeader),
        UnblockCustomer when customer.Block is null => Conflict("ACTIVE", Unblock, Block),
        UnblockCustomer c => OfReason(c.Reason, reason => new CustomerUnblocked(actor.Subject, now, reason)),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event. Never refuses.</summary>
    public static Customer Evolve(Customer customer, CustomerEvent @event) => @event switch
    {
        CustomerBlocked e => customer with { Block = new(e.Reason, e.By, e.At) },
        CustomerUnblocked => customer with { Block = null },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>The fingerprint of a command, 32 bytes.</summary>
    public static byte[] Fingerprint(CustomerCommand command) => command switch
    {
        BlockCustomer => Shared.Fingerprint.Of(Block, command, CustomersJson.Default.BlockCustomer),
        UnblockCustomer => Shared.Fingerprint.Of(Unblock, command, CustomersJson.Default.UnblockCustomer),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    private static Decision<CustomerEvent> OfReason(string? value, Func<string, CustomerEvent> happens)
    {
        var fields = new FieldReader();
        var reason = fields.Text(value, "reason", TextLimit.Prose, null);
        return reason is null ? new Decision<CustomerEvent>.Rejected(fields.Faults) : Decision<CustomerEvent>.Accept(happens(reason));
    }

    private static Decision<CustomerEvent> NotAuthorised(Roles roles) =>
        Decision<CustomerEvent>.Reject(new Rejection.NotAuthorised(RejectionCode.NotAuthorised, roles));

    private static Decision<CustomerEvent> Conflict(string status, string command, string allowed) =>
        Decision<CustomerEvent>.Reject(new Rejection.StateConflict(RejectionCode.StateConflict, status, command, [allowed]));
}
