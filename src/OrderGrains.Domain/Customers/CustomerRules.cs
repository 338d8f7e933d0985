using System.Collections.Immutable;
using System.Diagnostics;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Customers.CustomerCommand;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Customers;

/// <summary>What may be done with a customer, and what its events make of it.</summary>
public static class CustomerRules
{
    /// <summary>The most contacts or signers that one command names.</summary>
    public const int MaxEntries = 100;

    // What orders say beyond this is not recorded: no person has so many names, and no record grows without end.
    private const int MostStatements = 500;
    private const string Clause = "R2.2.1", ClaimPath = "claimId";

    /// <summary>Decides on a command: the events to record, or every reason for refusing it. Only a change is an event.</summary>
    public static Decision<CustomerEvent> Decide(Customer customer, CustomerCommand command, Actor actor, DateTimeOffset now, CustomerPolicy policy) =>
        CustomerSteps.Refusal(CustomerSteps.Of(command), customer, actor) is { } refusal
            ? Refuse(refusal)
            : command switch
            {
                UpdateCustomer c => CustomerUpdateReading.Decide(customer, c, actor, now, policy),
                MergeCustomer c => OfMerge(customer, c, actor, now),
                ConfirmClaim c => OfConfirmation(customer, c, actor, now),
                DeclineClaim c => OfDecline(customer, c, actor, now),
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
            ClaimConfirmed e => Confirm(customer, e),
            ClaimDeclined e => Decline(customer, e),
            _ => throw new UnreachableException(@event.GetType().Name),
        };
        return next with
        {
            CreatedAt = customer.CreatedAt == default ? @event.At : customer.CreatedAt,
            UpdatedAt = @event.At,
            IsOnlyNamed = @event is DuplicateSuspected && (customer.CreatedAt == default || customer.IsOnlyNamed is true) ? true : null,
        };
    }

    /// <summary>What an order says of its customer as it stands; null while it is a draft.</summary>
    /// <param name="id">The order's id.</param>
    /// <param name="order">The order.</param>
    public static CustomerRecorded? StatementOf(Guid id, Order order) => order.Number is null ? null : new(Actor.System.Subject, order.CreatedAt)
    {
        Order = id,
        Platform = order.Platform,
        Information = order.Customer,
        Acknowledgement = order.Acknowledgement,
    };

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
        var claim = command.Claim is { } claimed && !customer.Knows(claimed) ? command.Claim : null;
        var isNews = alias is not null || duplicate is not null || claim is not null || !customer.Statements.Contains(statement);
        return !isNews || customer.Statements.Length >= MostStatements ? Accept() : Accept(new CustomerRecorded(actor.Subject, now)
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

    private static Decision<CustomerEvent> OfMerge(Customer customer, MergeCustomer command, Actor actor, DateTimeOffset now)
    {
        const string other = "mergedCustomerId", clause = Clause;
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, clause);
        if (command.Other == command.Self)
            fields.Fault(Contradiction, other, clause, "another customer");
        else if (command.Taken.Status is CustomerStatus.None or CustomerStatus.Merged)
            return Refuse(new Rejection.RuleBroken(NotFound, other));
        return reason is null || fields.AnyFault
            ? new Decision<CustomerEvent>.Rejected(fields.Faults) : Accept(Merged(customer, command.Self, command.Other, command.Taken, reason, actor, now));
    }

    private static CustomerMerged Merged(Customer customer, CustomerId self, CustomerId other, Customer taken, string reason, Actor actor, DateTimeOffset now) =>
        new(actor.Subject, now)
        {
            Other = other,
            Reason = reason,
            Block = BlockToTake(customer, other, taken),
            Taken = WithoutClaimOn(self, taken),
        };

    // The account and the register's entry become one by the same event as any two customers, and the identity counts as confirmed from then on.
    private static Decision<CustomerEvent> OfConfirmation(Customer customer, ConfirmClaim command, Actor actor, DateTimeOffset now)
    {
        var (claim, alias) = (customer.ClaimOn(command.Claim), customer.Aliases.FirstOrDefault(known => known.Id == command.Claim));
        if (claim is null && alias is null)
            return Refuse(new Rejection.RuleBroken(NotFound, ClaimPath, Clause));
        var fields = new FieldReader();
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, Clause);
        if (claim?.Decline is not null)
            fields.Fault(Contradiction, ClaimPath, Clause, "not declined");
        if (reason is null || fields.AnyFault)
            return new Decision<CustomerEvent>.Rejected(fields.Faults);
        var confirmed = new ClaimConfirmed(actor.Subject, now, command.Claim, reason);
        return alias?.Confirmed is true ? Accept()
            : command.Other == command.Self || command.Taken.Status is CustomerStatus.None or CustomerStatus.Merged ? Accept(confirmed)
            : Accept(Merged(customer, command.Self, command.Other, command.Taken, reason, actor, now), confirmed);
    }

    private static Decision<CustomerEvent> OfDecline(Customer customer, DeclineClaim command, Actor actor, DateTimeOffset now)
    {
        if (customer.ClaimOn(command.Claim) is not { } claim)
            return Refuse(new Rejection.RuleBroken(NotFound, ClaimPath, Clause));
        return claim.Decline is not null ? Accept() : OfReason(command.Reason, reason => new ClaimDeclined(actor.Subject, now, command.Claim, reason));
    }

    private static Decision<CustomerEvent> OfRest(Customer customer, TakeOver command, Actor actor, DateTimeOffset now)
    {
        var rest = new CustomerMerged(actor.Subject, now)
        {
            Other = command.Other,
            Block = BlockToTake(customer, command.Other, command.Taken),
            Taken = WithoutClaimOn(command.Self, command.Taken),
        };
        var merged = Merge(customer, rest);
        var isNews = rest.Block is not null || merged.Statements.Length > customer.Statements.Length || merged.Contacts.Length > customer.Contacts.Length
            || merged.Signers.Length > customer.Signers.Length || merged.Aliases.Length > customer.Aliases.Length
            || merged.PossibleDuplicates.Length > customer.PossibleDuplicates.Length || (merged.Claims ?? []).Length > (customer.Claims ?? []).Length;
        return isNews ? Accept(rest) : Accept();
    }

    // Of two customers that were merged into each other at the same time, the one with the smaller id stays: it is the only one that refuses.
    private static Decision<CustomerEvent> OfLead(Customer customer, LeadTo command, Actor actor, DateTimeOffset now) =>
        command.Self == command.Into || customer.LeadsTo == command.Into ? Accept()
        : customer.Merged.Any(merged => merged.Id == command.Into) && command.Self.Value.CompareTo(command.Into.Value) < 0
            ? Refuse(new Rejection.RuleBroken(Contradiction))
            : Accept(new CustomerMergedInto(actor.Subject, now, command.Into));

    // A customer claims nothing of itself: a claim of the other one on this one ends with their merger.
    private static Customer WithoutClaimOn(CustomerId self, Customer taken) =>
        taken.ClaimOn(self) is { } claim ? taken with { Claims = NullIfNone(taken.Claims!.Value.Remove(claim)) } : taken; // not null: the claim is one of them

    private static Block? BlockToTake(Customer customer, CustomerId other, Customer taken) =>
        taken.Block is { } block && customer.Merged.All(merged => merged.Id != other || merged.BlockedSince != block.Since) ? block : null;

    private static Customer Record(Customer customer, CustomerRecorded e)
    {
        customer = customer with
        {
            Aliases = e.Alias is { } alias ? Add(customer.Aliases, new(alias, null, null, e.Information?.Name, e.Information?.Phone)) : customer.Aliases,
            PossibleDuplicates = e.PossibleDuplicate is { } other ? customer.PossibleDuplicates.Add(other) : customer.PossibleDuplicates,
        };
        if (e.Claim is { } claim && !customer.Knows(claim))
            customer = customer with { Claims = (customer.Claims ?? []).Add(new(claim, e.Information?.Name, e.Information?.Phone, e.Order, e.At)) };
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
        // By a command of order management, the other one is confirmed; what led to the other is as it was there.
        var alias = new CustomerAlias(e.Other, profile?.Platform, profile?.Account, profile?.Name, profile?.Phone, e.Reason is null ? null : true);
        var aliases = taken.Aliases.Aggregate(Add(customer.Aliases, alias), Add);
        var claims = (customer.Claims ?? []).Concat(taken.Claims ?? []).DistinctBy(claim => claim.Id);
        return customer with
        {
            Block = customer.Block ?? (e.Block is { } block ? block with { Since = e.At } : null), // For this customer it begins now.
            Profile = customer.Profile ?? profile,
            Merged = (known is null ? customer.Merged : customer.Merged.Remove(known)).Add(entry with { BlockedSince = e.Block?.Since ?? entry.BlockedSince }),
            Statements = [.. customer.Statements.Union(taken.Statements)],
            Contacts = [.. customer.Contacts.Union(taken.Contacts)],
            Signers = taken.Signers.Aggregate(customer.Signers, Add),
            Aliases = aliases,
            Claims = NullIfNone([.. claims.Where(claim => aliases.All(known => known.Id != claim.Id))]),
            PossibleDuplicates = [.. duplicates.Union(taken.PossibleDuplicates)],
            PersonalDataErased = customer.PersonalDataErased || e.Taken is null,
        };
    }

    private static Customer Confirm(Customer customer, ClaimConfirmed e)
    {
        var claim = customer.ClaimOn(e.Claim);
        var alias = customer.Aliases.FirstOrDefault(known => known.Id == e.Claim);
        var confirmed = (alias ?? new(e.Claim, null, null, claim?.Name, claim?.Phone)) with { Confirmed = true };
        return customer with
        {
            Aliases = alias is null ? customer.Aliases.Add(confirmed) : customer.Aliases.Replace(alias, confirmed),
            Claims = claim is null ? customer.Claims : NullIfNone(customer.Claims!.Value.Remove(claim)), // not null: the claim is one of them
        };
    }

    private static Customer Decline(Customer customer, ClaimDeclined e) => customer.ClaimOn(e.Claim) is not { } claim ? customer : customer with
    {
        Claims = customer.Claims!.Value.Replace(claim, claim with { Decline = new(e.By, e.At, e.Reason) }), // not null: the claim is one of them
        PossibleDuplicates = customer.PossibleDuplicates.Remove(e.Claim),
    };

    private static ImmutableArray<CustomerClaim>? NullIfNone(ImmutableArray<CustomerClaim> claims) => claims.IsEmpty ? null : claims;

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
