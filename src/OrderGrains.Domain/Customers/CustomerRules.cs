using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerCommand;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Customers;

/// <summary>What may be done with a customer, and what its events make of it.</summary>
public static class CustomerRules
{
    // What orders say beyond this is not recorded: no person has so many names, and no record grows without end.
    private const int MostStatements = 500;

    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Only a change is an event.</summary>
    public static Decision<CustomerEvent> Decide(Customer customer, CustomerCommand command, Actor actor, DateTimeOffset now, CustomerPolicy policy) =>
        CustomerSteps.Refusal(CustomerSteps.Of(command), customer, actor) is { } refusal
            ? Refuse(refusal)
            : command switch
            {
                UpdateCustomer c => CustomerUpdateReading.Decide(customer, c, actor, now, policy),
                MergeCustomer c => OfMerge(customer, c, actor, now),
                BlockCustomer c => OfReason(c.Reason, reason => new CustomerBlocked(actor.Subject, now, reason)),
                UnblockCustomer c => OfReason(c.Reason, reason => new CustomerUnblocked(actor.Subject, now, reason)),
                RecordOrder c => OfOrder(customer, c, actor, now),
                SuspectDuplicate c => customer.PossibleDuplicates.Contains(c.Other) ? Accept() : Accept(new DuplicateSuspected(actor.Subject, now, c.Other)),
                LeadTo c => OfLead(customer, c, actor, now),
                TakeOver c => OfRest(customer, c, actor, now),
                _ => throw new UnreachableException(command.GetType().Name),
            };

    /// <summary>Why the actor may not give the command to any customer; null where it may. Decided before anything is compared with the customer.</summary>
    public static Rejection? AccessRefusal(CustomerCommand command, Actor actor) => CustomerSteps.AccessRefusal(CustomerSteps.Of(command), actor);

    /// <summary>Applies an event. Never refuses; personal data that were erased read as missing.</summary>
    public static Customer Evolve(Customer customer, CustomerEvent @event)
    {
        var next = @event switch
        {
            CustomerRecorded e => Record(customer, e),
            CustomerUpdated e => customer with
            {
                Profile = e.Profile ?? customer.Profile,
                IsProfileEntered = customer.IsProfileEntered || e.Profile is not null,
                Contacts = e.Contacts ?? customer.Contacts,
                Signers = e.Signers ?? customer.Signers,
                Language = e.Language ?? customer.Language,
                TimeZone = e.TimeZone ?? customer.TimeZone,
                ContactConsent = e.ContactConsent ?? customer.ContactConsent,
            },
            CustomerBlocked e => customer with { Block = new(e.Reason, e.By, e.At) },
            CustomerUnblocked => customer with { Block = null },
            DuplicateSuspected e => customer with { PossibleDuplicates = customer.PossibleDuplicates.Add(e.Other) },
            CustomerMerged e => Merge(customer, e),
            CustomerMergedInto e => customer with { LeadsTo = e.Into },
            _ => throw new UnreachableException(@event.GetType().Name),
        };
        return next with { CreatedAt = customer.CreatedAt == default ? @event.At : customer.CreatedAt, UpdatedAt = @event.At };
    }

    /// <summary>The fingerprint of a command, 32 bytes.</summary>
    public static byte[] Fingerprint(CustomerCommand command)
    {
        var step = CustomerSteps.Of(command);
        return Shared.Fingerprint.Of(step.Command, command, step.Json);
    }

    private static Decision<CustomerEvent> OfOrder(Customer customer, RecordOrder command, Actor actor, DateTimeOffset now)
    {
        var statement = CustomerIdentity.StatementOf(command.Platform, command.Information, command.Acknowledgement?.By);
        var alias = command.Alias is { } id && customer.Aliases.All(known => known.Id != id) ? command.Alias : null;
        var duplicate = command.PossibleDuplicate is { } other && !customer.PossibleDuplicates.Contains(other) ? command.PossibleDuplicate : null;
        var isNews = alias is not null || duplicate is not null || !customer.Statements.Contains(statement);
        return !isNews || customer.Statements.Length >= MostStatements ? Accept() : Accept(new CustomerRecorded(actor.Subject, now)
        {
            Order = command.Order,
            Platform = command.Platform,
            Alias = alias,
            PossibleDuplicate = duplicate,
            Information = command.Information,
            Acknowledgement = command.Acknowledgement,
        });
    }

    private static Decision<CustomerEvent> OfMerge(Customer customer, MergeCustomer command, Actor actor, DateTimeOffset now)
    {
        const string other = "mergedCustomerId", clause = "R2.2.1";
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, clause);
        if (command.Other == command.Self)
            fields.Fault(Contradiction, other, clause, "another customer");
        else if (command.Taken.Status is CustomerStatus.None or CustomerStatus.Merged)
            return Refuse(new Rejection.RuleBroken(NotFound, other));
        return reason is null || fields.AnyFault ? new Decision<CustomerEvent>.Rejected(fields.Faults) : Accept(new CustomerMerged(actor.Subject, now)
        {
            Other = command.Other,
            Reason = reason,
            Block = BlockToTake(customer, command.Other, command.Taken),
            Taken = command.Taken,
        });
    }

    private static Decision<CustomerEvent> OfRest(Customer customer, TakeOver command, Actor actor, DateTimeOffset now)
    {
        var rest = new CustomerMerged(actor.Subject, now)
        {
            Other = command.Other,
            Block = BlockToTake(customer, command.Other, command.Taken),
            Taken = command.Taken,
        };
        var merged = Merge(customer, rest);
        var isNews = rest.Block is not null || merged.Statements.Length > customer.Statements.Length || merged.Contacts.Length > customer.Contacts.Length
            || merged.Signers.Length > customer.Signers.Length || merged.Aliases.Length > customer.Aliases.Length
            || merged.PossibleDuplicates.Length > customer.PossibleDuplicates.Length;
        return isNews ? Accept(rest) : Accept();
    }

    // Of two customers that were merged into each other at the same time, the one with the smaller id stays: it is the only one that refuses.
    private static Decision<CustomerEvent> OfLead(Customer customer, LeadTo command, Actor actor, DateTimeOffset now) =>
        command.Self == command.Into || customer.LeadsTo == command.Into ? Accept()
        : customer.Merged.Any(merged => merged.Id == command.Into) && command.Self.Value.CompareTo(command.Into.Value) < 0
            ? Refuse(new Rejection.RuleBroken(Contradiction))
            : Accept(new CustomerMergedInto(actor.Subject, now, command.Into));

    private static Block? BlockToTake(Customer customer, CustomerId other, Customer taken) =>
        taken.Block is { } block && customer.Merged.All(merged => merged.Id != other || merged.BlockedSince != block.Since) ? block : null;

    private static Customer Record(Customer customer, CustomerRecorded e)
    {
        customer = customer with
        {
            Aliases = e.Alias is { } alias ? Add(customer.Aliases, new(alias, null, null, e.Information?.Name, e.Information?.Phone)) : customer.Aliases,
            PossibleDuplicates = e.PossibleDuplicate is { } other ? customer.PossibleDuplicates.Add(other) : customer.PossibleDuplicates,
        };
        if (e.Information is not { } said)
            return customer with { PersonalDataErased = true };
        var statement = CustomerIdentity.StatementOf(e.Platform, said, e.Acknowledgement?.By);
        var (platform, account) = e.Platform is not null && said.Account is not null ? (e.Platform, said.Account) : (customer.Profile?.Platform, customer.Profile?.Account);
        return customer with
        {
            Profile = customer.IsProfileEntered ? customer.Profile : new(platform, account, said.Name, said.Phone, said.Email, said.Address),
            Statements = customer.Statements.Contains(statement) ? customer.Statements : customer.Statements.Add(statement),
            Contacts = Add(customer.Contacts, new(said.ContactPerson, said.Phone, said.Email)),
            Signers = e.Acknowledgement is { } signed ? Add(customer.Signers, new(signed.By, signed.Method, e.Order, e.By, e.At)) : customer.Signers,
        };
    }

    private static Customer Merge(Customer customer, CustomerMerged e)
    {
        var known = customer.Merged.FirstOrDefault(merged => merged.Id == e.Other);
        var entry = known ?? new(e.Other, e.By, e.At, e.Reason ?? "", null);
        var (profile, taken) = (e.Taken?.Profile, e.Taken ?? Customer.None);
        var duplicates = customer.PossibleDuplicates.Remove(e.Other);
        return customer with
        {
            Block = customer.Block ?? (e.Block is { } block ? block with { Since = e.At } : null), // For this customer it begins now.
            Profile = customer.Profile ?? profile,
            Merged = (known is null ? customer.Merged : customer.Merged.Remove(known)).Add(entry with { BlockedSince = e.Block?.Since ?? entry.BlockedSince }),
            Statements = [.. customer.Statements.Union(taken.Statements)],
            Contacts = [.. customer.Contacts.Union(taken.Contacts)],
            Signers = taken.Signers.Aggregate(customer.Signers, Add),
            Aliases = taken.Aliases.Aggregate(Add(customer.Aliases, new(e.Other, profile?.Platform, profile?.Account, profile?.Name, profile?.Phone)), Add),
            PossibleDuplicates = [.. duplicates.Union(taken.PossibleDuplicates)],
            PersonalDataErased = customer.PersonalDataErased || e.Taken is null,
        };
    }

    private static ImmutableArray<CustomerContact> Add(ImmutableArray<CustomerContact> contacts, CustomerContact contact) =>
        contacts.Contains(contact) ? contacts : contacts.Add(contact);

    private static ImmutableArray<AuthorisedSigner> Add(ImmutableArray<AuthorisedSigner> signers, AuthorisedSigner signer) =>
        signers.Any(known => known.Name == signer.Name) ? signers : signers.Add(signer);

    private static ImmutableArray<CustomerAlias> Add(ImmutableArray<CustomerAlias> aliases, CustomerAlias alias) =>
        aliases.Any(known => known.Id == alias.Id) ? aliases : aliases.Add(alias);

    private static Decision<CustomerEvent> OfReason(string? value, Func<string, CustomerEvent> happens)
    {
        var fields = new FieldReader();
        var reason = fields.Text(value, "reason", TextLimit.Prose, null);
        return reason is null ? new Decision<CustomerEvent>.Rejected(fields.Faults) : Accept(happens(reason));
    }

    private static Decision<CustomerEvent> Accept(params ReadOnlySpan<CustomerEvent> events) => Decision<CustomerEvent>.Accept(events);

    private static Decision<CustomerEvent> Refuse(Rejection reason) => Decision<CustomerEvent>.Reject(reason);
}
