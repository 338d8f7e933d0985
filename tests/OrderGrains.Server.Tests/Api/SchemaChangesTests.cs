namespace OrderGrains.Server.Tests.Api;

public sealed class SchemaChangesTests
{
    private const string Before = """
        interface Named { name: String }
        type Query { order(id: ID!, depth: Int = 1): Order, orders(first: Int): [Order!]! }
        type Order implements Named { name: String, number: String!, lines: [String!]! }
        union Thing = Order | Query
        enum Status { OPEN CLOSED }
        input OrderInput { name: String, must: Int! }
        scalar Date
        """;

    [Theory]
    [InlineData("scalar Date", "", "Date is gone")]
    [InlineData("scalar Date", "enum Date { TODAY }", "Date is another kind of type")]
    [InlineData("number: String!, ", "", "Order.number is gone")]
    [InlineData("number: String!", "number: String", "Order.number was String! and is String")]
    [InlineData("number: String!", "number: Int!", "Order.number was String! and is Int!")]
    [InlineData("lines: [String!]!", "lines: [String]!", "Order.lines was [String!]! and is [String]!")]
    [InlineData("order(id: ID!, depth: Int = 1)", "order(id: ID!)", "Query.order(depth) is gone")]
    [InlineData("depth: Int = 1", "depth: Int = 2", "Query.order(depth) has another default")]
    [InlineData("orders(first: Int)", "orders(first: Int, must: Int!)", "Query.orders(must) is new and must be given")]
    [InlineData("orders(first: Int)", "orders(first: Int!)", "Query.orders(first) was Int and is Int!")]
    [InlineData("type Order implements Named", "type Order", "Order is no Named")]
    [InlineData("interface Named { name: String }", "interface Named { title: String }", "Named.name is gone")]
    [InlineData("Order | Query", "Query", "Thing has no Order")]
    [InlineData("OPEN CLOSED", "OPEN", "Status has no CLOSED")]
    [InlineData("input OrderInput { name: String, ", "input OrderInput { ", "OrderInput.name is gone")]
    [InlineData("input OrderInput {", "input OrderInput { more: Int! ", "OrderInput.more is new and must be given")]
    [InlineData("input OrderInput { name: String,", "input OrderInput { name: String!,", "OrderInput.name was String and is String!")]
    public void Breaking_changes_are_named(string part, string changed, string broken) =>
        Assert.Equal([broken], SchemaChanges.Breaking(Before, Before.Replace(part, changed, StringComparison.Ordinal)));

    [Theory]
    [InlineData("scalar Date", "scalar Date scalar Time")]
    [InlineData("number: String!", "number: String! note: String")]
    [InlineData("lines: [String!]!", "lines(sorted: Boolean = true): [String!]!")]
    [InlineData("interface Named { name: String }", "interface Named { name: String! }")]
    [InlineData("order(id: ID!, ", "order(id: ID, ")]
    [InlineData("OPEN CLOSED", "OPEN CLOSED ARCHIVED")]
    [InlineData("input OrderInput {", "input OrderInput { more: Int, much: Int! = 1 ")]
    [InlineData("must: Int!", "must: Int")]
    public void Additions_break_no_client(string part, string changed) =>
        Assert.Empty(SchemaChanges.Breaking(Before, Before.Replace(part, changed, StringComparison.Ordinal)));
}
