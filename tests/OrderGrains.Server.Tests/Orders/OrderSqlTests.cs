using Microsoft.Data.Sqlite;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Tests.Orders;

/// <summary>A statement grows with its filter, and not with the filter's square.</summary>
public sealed class OrderSqlTests
{
    private static readonly Actor Manager = new("manager", Roles.OrderManager);

    [Fact]
    public void A_list_of_customers_makes_a_statement_that_grows_with_its_length() => IsLinear(
        count => (new()
        {
            CustomerId =
            new(In: [.. Enumerable.Range(0, count).Select(i => GlobalId.Encode("Customer", new Guid(i, 0, 0, new byte[8])))])
        }, Manager));

    [Fact]
    public void A_token_of_many_platforms_makes_a_statement_that_grows_with_their_number() => IsLinear(
        count => (null, new("client", Roles.Platform, [.. Enumerable.Range(0, count).Select(i => $"p{i}")])));

    [Fact]
    public void Many_alternatives_make_a_statement_that_grows_with_their_number() => IsLinear(
        count => (new() { Or = [.. Enumerable.Range(0, count).Select(i => new OrderFilter { Number = new($"{i}") })] }, Manager));

    private static void IsLinear(Func<int, (OrderFilter? Filter, Actor Viewer)> page)
    {
        var (some, many) = (Statement(page(100)), Statement(page(400)));
        Assert.InRange(many.Length, 1, some.Length * 5);
        Assert.InRange(many.Parameters, 400, some.Parameters * 5);
        Assert.InRange(some.Parameters, 100, 250);
    }

    private static (int Length, int Parameters) Statement((OrderFilter? Filter, Actor Viewer) of)
    {
        using var command = new SqliteCommand();
        var text = new OrderSql(command, SqlDialect.Sqlite).Page(new(of.Filter, of.Viewer, OrderSortField.CreatedAt, true, null, 20));
        return (text.Length, command.Parameters.Count);
    }
}
