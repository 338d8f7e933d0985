using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Decides on commands on a customer: one gate, then the step of the command.</summary>
public static class CustomerRules
{
    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Only a change is an event.</summary>
    public static Decision<CustomerEvent> Decide(Customer customer, CustomerCommand command, CustomerContext context)
    {
        var step = CustomerSteps.Table.Of(command);
        if (AccessRefusal(command, context.Actor) is { } refusal)
            return Decision<CustomerEvent>.Reject(refusal);
        return step.IsPossible(customer)
            ? step.Decide(customer, command, context) : Decision<CustomerEvent>.Reject(new Rejection.StateConflict(
            RejectionCode.StateConflict, EnumCode<CustomerStatus>.Of(customer.Status), step.Command,
            [.. CustomerSteps.Table.PossibleIn(customer)], step.Clause));
    }

    /// <summary>Why the actor may not give the command to any customer; null where it may. Decided before anything is compared with the
    /// customer.</summary>
    public static Rejection? AccessRefusal(CustomerCommand command, Actor actor) =>
        CustomerSteps.Table.Of(command) is var step && actor.IsAny(step.Roles)
        ? null : new Rejection.NotAuthorised(RejectionCode.NotAuthorised, step.Roles, step.Clause);

    /// <summary>Applies an event. Never refuses; personal data that were erased read as missing.</summary>
    public static Customer Evolve(Customer customer, CustomerEvent @event)
    {
        var next = CustomerSteps.Table.Apply(customer, @event);
        return next with
        {
            CreatedAt = customer.CreatedAt == default ? @event.At : customer.CreatedAt,
            UpdatedAt = @event.At,
            IsOnlyNamed = @event is DuplicateSuspected && (customer.CreatedAt == default || customer.IsOnlyNamed is true) ? true : null,
        };
    }
}
