using System.Collections.Immutable;
using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrderGrains.Journal;

/// <summary>A part of a database's schema with its history of scripts, which are applied in order, each once.</summary>
/// <param name="Name">The component's name, such as <c>journal</c>; it never changes.</param>
/// <param name="PostgresScripts">
/// The scripts for PostgreSQL, oldest first; a released script is never edited, only followed by another.
/// </param>
/// <param name="SqliteScripts">The scripts for SQLite, likewise.</param>
public sealed record SchemaComponent(string Name, ImmutableArray<string> PostgresScripts, ImmutableArray<string> SqliteScripts = default)
{
    /// <summary>Creates a component from scripts in an assembly's resources.</summary>
    /// <param name="name">The component's name.</param>
    /// <param name="assembly">A type of the assembly.</param>
    /// <param name="postgres">The names of the resources for PostgreSQL, oldest first.</param>
    /// <param name="sqlite">The names of the resources for SQLite, oldest first.</param>
    public static SchemaComponent FromResources(
        string name, Type assembly, ImmutableArray<string> postgres, ImmutableArray<string> sqlite) =>
        new(name, [.. postgres.Select(resource => Read(assembly, resource))], [.. sqlite.Select(resource => Read(assembly, resource))]);

    /// <summary>Returns the scripts for the connection's database.</summary>
    internal ImmutableArray<string> ScriptsFor(DbConnection connection)
    {
        var scripts = connection is SqliteConnection ? SqliteScripts : PostgresScripts;
        return scripts.IsDefaultOrEmpty
            ? throw new InvalidOperationException($"The component {Name} has no scripts for this database.")
            : scripts;
    }

    private static string Read(Type assembly, string resource)
    {
        using var stream = assembly.Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource {resource}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
