using OrderGrains.Journal;

namespace OrderGrains.Server.Storage;

/// <summary>The tables that Orleans' own providers use: the states of grains and, on PostgreSQL, the cluster's members.</summary>
public static class OrleansTables
{
    /// <summary>The component <c>orleans</c>; on PostgreSQL in the journal's database, on SQLite in a file of its own.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "orleans", typeof(OrleansTables), ["OrderGrains.Server.Storage.orleans.postgres.sql"],
            ["OrderGrains.Server.Storage.orleans.sqlite.sql"]);
}
