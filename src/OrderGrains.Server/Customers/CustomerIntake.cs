using System.Globalization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Customers;

/// <summary>
/// Makes customers of what orders say (R2.2.1). Every identity is a stream, so that the journal decides who is first: an account, and a
/// name with a phone, which is either a customer of its own or leads to the first account that a platform named with it. Where it leads
/// elsewhere than the account, the account counts, and both are flagged as possible duplicates. An account that orders by itself only
/// claims the name and phone that it gives: order management confirms that the two are the same company, or declines it. Everything can be
/// told twice: after a crash it is, and only what is still missing is recorded.
/// </summary>
public sealed class CustomerIntake(
    IGrainFactory grains, CustomerRows rows, OrderRows orders, AggregateStore<Customer, CustomerEvent, Rejection> store,
        AggregateStore<Order, OrderEvent, Rejection> named,
    CustomerPolicy policy, OrderPolicy company, TimeProvider clock) : IDisposable
{
    private const int MaxKnown = 100_000;
    private const int RecordedAtOnce = 128;
    private const int MaxAttempts = 4;
    private const int DaysOnHold = 30;
    private const string HoldReason = "客户已被冻结。The customer is blocked.";

    private readonly KnownStatements _known = new(MaxKnown);

    // The partitions together fill the journal's batches, and stay far below what it refuses.
    private readonly SemaphoreSlim _pace = new(RecordedAtOnce);

    /// <inheritdoc/>
    public void Dispose() => _pace.Dispose();

    /// <summary>Applies news, in their order as far as they are of one customer.</summary>
    internal async Task ApplyAsync(IReadOnlyList<CustomerNews> news)
    {
        var told = news.OfType<CustomerNews.Order>().ToList();
        await RecordAsync([.. told.Select(Statement.Of).OfType<Statement>()
            .Where(statement => !_known.Contains(statement.Order.Customer, statement.Id))]);
        foreach (var identified in news.OfType<CustomerNews.Identified>())
            await IdentifyAsync(identified);
        foreach (var merged in news.OfType<CustomerNews.Merged>())
            await MergeAsync(merged);
        await HoldAsync([.. told.Where(order => order.SubmittedAt is not null)]);
        foreach (var blocked in news.OfType<CustomerNews.Blocked>())
            await HoldAsync(blocked);
    }

    /// <summary>Records what is not known to be recorded. Nothing is woken to find out: the customers are folded together, and only those
    /// that it is news to are called.</summary>
    private async Task RecordAsync(List<Statement> statements)
    {
        if (statements.Count == 0)
            return;
        var places = await rows.ResolveAsync(statements.SelectMany(statement => new[] { statement.Order.Customer, statement.Person }),
            CancellationToken.None);
        var byCustomer = statements.GroupBy(statement => places[statement.Order.Customer].Customer).ToList();
        var recorded = byCustomer.Where(group => places[group.First().Order.Customer].Row is not null)
            .Select(group => new StreamId(group.Key)).ToList();
        var loaded = recorded.Zip(await store.LoadAsync(recorded, CancellationToken.None))
            .ToDictionary(pair => pair.First.Value, pair => pair.Second.State);
        await Task.WhenAll(byCustomer.Select(async group =>
        {
            await _pace.WaitAsync();
            try
            {
                var state = loaded.GetValueOrDefault(group.Key, Customer.None);
                foreach (var statement in group)
                    state = await RecordAsync(statement, group.Key, state, places[statement.Person]);
            }
            finally
            {
                _pace.Release();
            }
        }));
    }

    private async Task<Customer> RecordAsync(Statement statement, Guid customer, Customer state, CustomerPlace person)
    {
        var (order, information) = (statement.Order, statement.Information);
        var lead = statement.IsBySelfService ? person.Customer : await LeadOfAsync(statement.Person, person, customer);
        CustomerId? alias = lead == customer && statement.Person != customer ? new(statement.Person) : null;
        CustomerId? claim = lead != customer && statement.IsBySelfService
            ? new(statement.Person) : null, duplicate = lead == customer || claim is not null ? null : new(lead);
        var command = new RecordOrder(order.Id, order.Platform, information, order.Acknowledgement, alias, duplicate, claim);
        if (Decide(state, command, clock.GetUtcNow()) is not Decision<CustomerEvent>.Accepted { Events.IsEmpty: true })
        {
            // The other one first: once this one has the flag, both have it.
            if (duplicate is not null || (claim is { } claimed && !state.Knows(claimed)))
                await FlagAsync(lead, person, new SuspectDuplicate(new(customer)));
            if (state == Customer.None && await BeginAsync(customer, command) is { } begun)
                state = begun;
            else if (await ExecuteAsync(customer, command) is { } done)
                (state, lead) = (done.State, alias is null ? lead : done.Customer);
        }
        if (alias is not null && lead != customer)
            await LeadAsync(statement.Person, lead); // It was claimed for a customer that was merged at the same time.
        _known.Add(order.Customer, statement.Id);
        return state;
    }

    /// <summary>Flags the customer that a name and phone lead to. Where nothing is recorded about them, their record begins with it, which
    /// the claim is then found by.</summary>
    private async Task FlagAsync(Guid lead, CustomerPlace person, SuspectDuplicate flag)
    {
        if (person.Own is not null)
            await ExecuteAsync(lead, flag);
        else if (await BeginAsync(lead, flag) is null)
            await ExecuteAsync((await rows.ResolveAsync(lead, CancellationToken.None)).Customer, flag);
    }

    /// <summary>Where a name with a phone leads. While nothing is recorded about it, it is claimed for a customer; another's claim may be
    /// first.</summary>
    private async Task<Guid> LeadOfAsync(Guid person, CustomerPlace place, Guid customer)
    {
        if (person == customer)
            return customer;
        if (place.Own is null)
            return await BeginAsync(person, new LeadTo(new(person), new(customer))) is { LeadsTo: { } to } && to.Value == customer
                ? customer : (await rows.ResolveAsync(person, CancellationToken.None)).Customer;
        if (place.Own.LeadsTo is { } next && next != place.Customer)
            await LeadAsync(person, place.Customer); // One hop, so that histories and blocks find it.
        return place.Customer;
    }

    /// <summary>Has the name and phone that the staff entered lead to the customer; where they lead elsewhere, both are flagged.</summary>
    private async Task IdentifyAsync(CustomerNews.Identified news)
    {
        var places = await rows.ResolveAsync([news.Customer, news.Person], CancellationToken.None);
        var customer = places[news.Customer].Customer;
        var lead = await LeadOfAsync(news.Person, places[news.Person], customer);
        if (lead == customer)
            return;
        await ExecuteAsync(lead, new SuspectDuplicate(new(customer)));
        await ExecuteAsync(customer, new SuspectDuplicate(new(lead)));
    }

    /// <summary>Begins a stream, which wakes no grain.</summary>
    /// <returns>Null if it has begun otherwise.</returns>
    private async Task<Customer?> BeginAsync(Guid identity, CustomerCommand command) =>
        await store.CreateAsync(new StreamId(identity), ToCall(command), _ =>
            CustomerRules.AccessRefusal(command, Actor.System), (none, now) =>
            Decide(none, command, now).ToDecided(), CancellationToken.None)
            is Outcome<Customer, Rejection>.Accepted done ? done.State : null;

    /// <summary>Carries out a command on a customer, or on the one that it was merged into meanwhile.</summary>
    /// <returns>Which customer took it, and as what; null where it refuses.</returns>
    private async Task<(Guid Customer, Customer State)?> ExecuteAsync(Guid customer, CustomerCommand command)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await grains.GetGrain<ICustomerGrain>(customer).ExecuteAsync(ToCall(command), command, Actor.System, CustomerLookups.None)
                is Outcome<Customer, Rejection>.Accepted done)
                return (customer, done.State);
            var place = await rows.ResolveAsync(customer, CancellationToken.None);
            if (place.Customer == customer)
                return null;
            customer = place.Customer;
        }
        return null;
    }

    /// <summary>Ends what the command on the surviving customer began: the other leads to it, what the other got meanwhile goes with it,
    /// and so does whatever led to the other.</summary>
    private async Task MergeAsync(CustomerNews.Merged merged)
    {
        var into = (await rows.ResolveAsync(merged.Customer, CancellationToken.None)).Customer;
        if (into == merged.Other)
            return; // Each was merged into the other at the same time, and the other one stays.
        if (await LeadAsync(merged.Other, into) is not { } ended)
            return;
        await ExecuteAsync(into, new TakeOver(new(merged.Other), ended, new(into)));
        foreach (var identity in await rows.IdentitiesAsync(merged.Other, CancellationToken.None))
            await LeadAsync(identity, into);
    }

    private async Task<Customer?> LeadAsync(Guid identity, Guid into)
    {
        var command = new LeadTo(new(identity), new(into));
        return await grains.GetGrain<ICustomerGrain>(identity).ExecuteAsync(ToCall(command), command, Actor.System, CustomerLookups.None)
            is Outcome<Customer, Rejection>.Accepted done ? done.State : null;
    }

    /// <summary>Puts those orders on hold whose customer was blocked when they were received: a process may learn of a block two seconds
    /// late.</summary>
    private async Task HoldAsync(List<CustomerNews.Order> submitted)
    {
        if (submitted.Count == 0)
            return;
        var places = await rows.ResolveAsync(submitted.SelectMany(Identities), CancellationToken.None);
        foreach (var order in submitted)
            if (Identities(order).Any(identity => places[identity].Row?.BlockedSince <= order.SubmittedAt))
                await HoldAsync(order.Id);

        static IEnumerable<Guid> Identities(CustomerNews.Order order) =>
            [order.Customer, .. Statement.Of(order) is { } statement ? [statement.Person] : Array.Empty<Guid>()];
    }

    /// <summary>The same from the other side: an order may have been applied here before the block, which was decided first, was
    /// written.</summary>
    private async Task HoldAsync(CustomerNews.Blocked blocked)
    {
        var place = await rows.ResolveAsync(blocked.Customer, CancellationToken.None);
        if (place.Row?.BlockedSince != blocked.Since)
            return;
        var identities = (await rows.IdentitiesAsync(place.Customer, CancellationToken.None)).ToHashSet();
        foreach (var order in await orders.SinceAsync([.. identities], blocked.Since, CancellationToken.None))
            await HoldAsync(order.Stream.Value);
        // Accounts that gave the name and phone of the customer are flagged on it; of their orders, those count that give them again.
        var flagged = (await store.LoadAsync(new StreamId(place.Customer), CancellationToken.None)).State.PossibleDuplicates;
        foreach (var account in (await rows.ResolveAsync(flagged.Select(id => id.Value),
            CancellationToken.None)).Values.Select(found => found.Customer).Distinct())
            foreach (var order in await orders.SinceAsync(await rows.IdentitiesAsync(account, CancellationToken.None), blocked.Since,
                CancellationToken.None))
                if (await named.LoadAsync(order.Stream, CancellationToken.None) is { State.Customer: { } said }
                    && identities.Contains(CustomerIdentity.OfNameAndPhone(said.Name, said.Phone).Value))
                    await HoldAsync(order.Stream.Value);
    }

    // A refusal is no fault: the order is on hold already, or has ended. The key sees to it that an order which was resumed is
    // not held again.
    private async Task HoldAsync(Guid order)
    {
        var until = company.DayOf(clock.GetUtcNow()).AddDays(DaysOnHold).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var command = new OrderHold(HoldKind.Internal, HoldReason, until);
        var call = new Call(Identity.Of("hold", "customer blocked", order.ToString("N")), OrderFingerprint.Of(command), Bulk: true);
        await grains.GetGrain<IOrderGrain>(order).ExecuteAsync(call, command, Actor.System, null);
    }

    private Decision<CustomerEvent> Decide(Customer customer, CustomerCommand command, DateTimeOffset now) =>
        CustomerRules.Decide(customer, command, new(Actor.System, now, policy, CustomerLookups.None));

    private static Call ToCall(CustomerCommand command) => new(null, CustomerSteps.Table.FingerprintOf(command), Bulk: true);

    /// <summary>A statement of an order about its customer, ready for comparison.</summary>
    private sealed record Statement(CustomerNews.Order Order, CustomerInformation Information, Guid Id)
    {
        /// <summary>The identity by name and phone.</summary>
        public Guid Person => field != default ? field : field = CustomerIdentity.OfNameAndPhone(Information.Name, Information.Phone).Value;

        /// <summary>Whether an account says it that acted by itself: no platform answers for it, and it carries the identity of its
        /// token.</summary>
        public bool IsBySelfService => Order.Platform is null && Order.Customer != Person;

        public static Statement? Of(CustomerNews.Order order) =>
            order.Information is { } information
                ? new(order, information, CustomerIdentity.StatementOf(order.Platform, information, order.Acknowledgement?.By)) : null;
    }
}
