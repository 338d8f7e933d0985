using System.Globalization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Streams;

namespace OrderGrains.Server.Search;

/// <summary>Registers who writes the words that orders and customers are searched by.</summary>
internal static class SearchSetup
{
    /// <summary>The consumers that write words.</summary>
    public const string Kind = "search";

    /// <summary>The name of their positions: with another version of what texts are folded to, all words are made again, each record's over
    /// those that are there.</summary>
    public static readonly string StoredName = string.Create(CultureInfo.InvariantCulture, $"{Kind}/{SearchText.Version}");

    /// <summary>Adds the consumers, and who forgets words.</summary>
    public static ISiloBuilder AddSearch(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<SearchedKinds>(services => () =>
        [
            Searched<Order, OrderEvent>(
                services, SearchTable.OrdersName, OrderEvents.Contracts.Where(line => OrderWords.ChangedBy.Contains(line.Type)),
                    OrderWords.Of),
            Searched<Customer, CustomerEvent>(
                services, SearchTable.CustomersName,
                    CustomerSteps.Table.Contracts.Where(line => CustomerWords.ChangedBy.Contains(line.Type)),
                CustomerWords.Of),
        ]);
        return silo.AddJournalStream<ISearchGrain>(Kind, ConsumerPace.Yielding);
    }

    private static SearchedKind<TState, TEvent> Searched<TState, TEvent>(
        IServiceProvider services, string table, IEnumerable<EventContract> changing, Func<TState, SearchedText> words)
        where TState : class
        where TEvent : class => new(
            new SearchTable(table, services.GetRequiredService<SqlDialect>()), changing, words,
            services.GetRequiredService<Aggregate<TState, TEvent>>(), services.GetRequiredService<EventCatalog<TEvent>>(),
            services.GetRequiredService<AggregateStore<TState, TEvent, Rejection>>(), services.GetRequiredService<IKeyStore>());
}
