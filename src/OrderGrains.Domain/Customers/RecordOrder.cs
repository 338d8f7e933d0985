using OrderGrains.Domain.Content;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Records what an order says of the customer.</summary>
/// <param name="Order">The order.</param>
/// <param name="Platform">The order's platform.</param>
/// <param name="Information">The customer's information as contracted.</param>
/// <param name="Acknowledgement">The acknowledgement of the acceptance criteria.</param>
/// <param name="Alias">The identity by name and phone that leads here since this order; null where it is the customer's own id, or leads
/// elsewhere.</param>
/// <param name="PossibleDuplicate">The other customer that name and phone lead to.</param>
/// <param name="Claim">The identity by name and phone that an account claims with this order.</param>
[GenerateSerializer, Immutable, Alias("og.customer.record-order")]
public sealed record RecordOrder(
    [property: Id(0)] Guid Order, [property: Id(1)] string? Platform, [property: Id(2)] CustomerInformation Information,
    [property: Id(3)] Acknowledgement? Acknowledgement,
    [property: Id(4)] CustomerId? Alias, [property: Id(5)] CustomerId? PossibleDuplicate, [property: Id(6)] CustomerId? Claim = null)
    : CustomerCommand
{
    // What orders say beyond this is not recorded: no person has so many names, and no record grows without end.
    private const int MaxStatements = 500;

    internal static CustomerStep Step { get; } = CustomerStep.For(CustomersJson.Default.RecordOrder, Decide, Roles.System) with
    {
        IsPossible = CustomerSteps.In(CustomerStatus.None, CustomerStatus.Active, CustomerStatus.Blocked),
        Events = [CustomerEventType.Of("customer.recorded", CustomerSteps.Clause, CustomersJson.Default.CustomerRecorded, Apply)],
    };

    private static Decision<CustomerEvent> Decide(Customer customer, RecordOrder command, CustomerContext context)
    {
        var statement = CustomerIdentity.StatementOf(command.Platform, command.Information, command.Acknowledgement?.By);
        var alias = command.Alias is { } id && customer.Aliases.All(known => known.Id != id) ? command.Alias : null;
        var duplicate = command.PossibleDuplicate is { } other && !customer.PossibleDuplicates.Contains(other)
            ? command.PossibleDuplicate : null;
        var claim = command.Claim is { } claimed && !customer.Knows(claimed) ? command.Claim : null;
        var isNews = alias is not null || duplicate is not null || claim is not null || !customer.Statements.Contains(statement);
        return !isNews || customer.Statements.Length >= MaxStatements
            ? Decision<CustomerEvent>.Accept() : Decision<CustomerEvent>.Accept(new CustomerRecorded(context.By, context.Now)
            {
                Order = command.Order,
                Platform = command.Platform,
                Alias = alias,
                PossibleDuplicate = duplicate,
                Claim = claim,
                Information = command.Information,
                Acknowledgement = command.Acknowledgement,
            });
    }

    private static Customer Apply(Customer customer, CustomerRecorded e)
    {
        customer = customer with
        {
            Aliases = e.Alias is { } alias
                ? Merger.Add(customer.Aliases, new(alias, null, null, e.Information?.Name, e.Information?.Phone)) : customer.Aliases,
            PossibleDuplicates = e.PossibleDuplicate is { } other ? customer.PossibleDuplicates.Add(other) : customer.PossibleDuplicates,
        };
        if (e.Claim is { } claim && !customer.Knows(claim))
            customer = customer with
            {
                Claims = (customer.Claims ?? [])
                .Add(new(claim, e.Information?.Name, e.Information?.Phone, e.Order, e.At))
            };
        if (e.Information is not { } said)
            return customer with { PersonalDataErased = true };
        var statement = CustomerIdentity.StatementOf(e.Platform, said, e.Acknowledgement?.By);
        var (platform, account) = e.Platform is not null && said.Account is not null
            ? (e.Platform, said.Account) : (customer.Profile?.Platform, customer.Profile?.Account);
        return customer with
        {
            Profile = customer.IsProfileEntered
                ? customer.Profile : new(platform, account, said.Name, said.Phone, said.Email, said.Address),
            Statements = customer.Statements.Contains(statement) ? customer.Statements : customer.Statements.Add(statement),
            Contacts = Merger.Add(customer.Contacts, new(said.ContactPerson, said.Phone, said.Email)),
            Signers = e.Acknowledgement is { } signed
                ? Merger.Add(customer.Signers, new(signed.By, signed.Method, e.Order, e.By, e.At)) : customer.Signers,
        };
    }
}

/// <summary>A new statement of an order about the customer was recorded (R2.2.1). The first one begins the record.</summary>
public sealed record CustomerRecorded(string By, DateTimeOffset At) : CustomerEvent(By, At)
{
    /// <summary>The order.</summary>
    public required Guid Order { get; init; }
    /// <summary>The order's platform; null for the sales channel.</summary>
    public string? Platform { get; init; }
    /// <summary>The identity by name and phone that leads here.</summary>
    public CustomerId? Alias { get; init; }
    /// <summary>Another customer with the same name and phone.</summary>
    public CustomerId? PossibleDuplicate { get; init; }
    /// <summary>The identity by name and phone that the account claims with this order.</summary>
    public CustomerId? Claim { get; init; }
    /// <summary>The customer's information; null once it was erased.</summary>
    [Personal] public CustomerInformation? Information { get; init; }
    /// <summary>The acknowledgement of the acceptance criteria; null if there is none, and after erasure.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
}
