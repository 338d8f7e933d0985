namespace OrderGrains.Journal;

/// <summary>The schema of the journal itself, on both databases.</summary>
public static class JournalSchema
{
    /// <summary>The component <c>journal</c>.</summary>
    public static SchemaComponent Component { get; } = SchemaComponent.FromResources(
        "journal",
        typeof(JournalSchema),
        ["OrderGrains.Journal.Postgres.journal.postgres.1.sql"],
        ["OrderGrains.Journal.Sqlite.journal.sqlite.1.sql"]);
}
