using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>Compares the tables of the consumers with the journal and with the rows of its own transactions. No code of the product is
/// used.</summary>
internal static class ConsumedTables
{
    private const string UnknownCustomers =
        "select count(*) from order_row o where not exists (select 1 from customer_row c where c.stream = o.customer_id)";
    private const string Behind = """
        select count(*) from (select partition, max(position) head from event group by partition) e
        cross join (values ('deadlines'), ('feedback'), ('search/2')) kinds(kind)
        left join consumer_position c on c.kind = kinds.kind and c.partition = e.partition where coalesce(c.position, 0) < e.head
        """;

    // Each counts missing and surplus rows.
    private static readonly (string What, string Sql)[] Differences =
    [
        ("an order without its words", """
            select count(*) from order_row o left join order_search s on s.stream = o.stream
            where s.stream is null or s.words not like '%' || lower(replace(o.number, '-', '')) || '%'
            """),
        ("the words of no order", "select count(*) from order_search where stream not in (select stream from order_row)"),
        ("a customer without its words, or words without a customer", """
            select count(*) from (select stream from customer_row where leads_to is null) c full join customer_search s on s.stream =
              c.stream
            where c.stream is null or s.stream is null or s.words = ''
            """),
        ("a verified order without its one open feedback item, or an item without that", """
            select count(*) from (select stream from event where type = 'order.verified') e
            full join (select order_id, count(*) items from feedback_item where kind = 'WELCOME_CONTACT' and status = 'OPEN' group by
              order_id) f on f.order_id = e.stream
            where e.stream is null or f.order_id is null or f.items <> 1
            """),
        ("an order under review without its task, or a task without that", """
            select count(*) from (select stream from order_row where status in ('RECEIVED', 'UNDER_REVIEW')) o
            full join (select distinct stream from task where kind = 'REVIEW') t on t.stream = o.stream where o.stream is null or t.stream
              is null
            """),
        ("an order that was not told of once", """
            select count(*) from (select stream from event where type = 'order.submitted') e
            full join (select stream, count(*) times from notification where kind = 'ORDER_RECEIVED' group by stream) n on n.stream =
              e.stream
            where e.stream is null or n.stream is null or n.times <> 1
            """),
        ("a customer that was not recorded once, since all its orders say the same, or one without an order", """
            select count(*) from (select distinct customer_id from order_row) o
            full join (select stream, count(*) times from event where type = 'customer.recorded' group by stream) c on c.stream =
              o.customer_id
            where o.customer_id is null or c.stream is null or c.times <> 1
            """),
    ];

    /// <summary>Waits until the consumers have applied everything, and compares. All orders of a customer must agree about that
    /// customer.</summary>
    public static async Task AssertExactAsync(ServerCluster cluster)
    {
        foreach (var rest in new[] { UnknownCustomers, Behind })
        {
            while (await cluster.QueryAsync(rest) is not 0L)
                await Polling.PauseAsync();
        }
        foreach (var (what, sql) in Differences)
            Assert.Equal((what, 0L), (what, await cluster.QueryAsync(sql)));
    }
}
