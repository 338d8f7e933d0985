using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using OrderGrains.Domain.Search;
using OrderGrains.Journal;

namespace OrderGrains.Server.Search;

/// <summary>The words of a record that are searched.</summary>
/// <param name="Stream">The record's stream.</param>
/// <param name="Version">The version of the record that they are of.</param>
/// <param name="Text">The words.</param>
public sealed record SearchedRecord(StreamId Stream, int Version, SearchedText Text);

/// <summary>A table of searched words, of one kind of record. Newer words of a record replace older ones, never the other way.</summary>
/// <param name="name">The table's name; on SQLite, its grams stand beside it.</param>
/// <param name="dialect">The SQL dialect of the store.</param>
public sealed class SearchTable(string name, SqlDialect dialect)
{
    // Each record's grams are a slice of one array: arrays of different lengths cannot be in one.
    private readonly string _write = $"""
        insert into {name} (stream, version, partition, words, grams)
        select r.stream, r.version, @partition, r.words, (@grams)[r.first : r.last]
        from unnest(@streams, @versions, @words, @firsts, @lasts) r(stream, version, words, first, last)
        on conflict (stream) do update set version = excluded.version, partition = excluded.partition, words = excluded.words, grams = excluded.grams
        where {name}.version <= excluded.version
        """;
    private readonly string _writeOne = $"""
        insert into {name} (stream, version, partition, words) values (@stream, @version, @partition, @words)
        on conflict (stream) do update set version = excluded.version, partition = excluded.partition, words = excluded.words
        where version <= excluded.version
        returning id
        """;

    /// <summary>The schema: the component <c>search</c>, beside what consumers make of the journal.</summary>
    public static SchemaComponent Schema { get; } = SchemaComponent.FromResources(
        "search", typeof(SearchTable), ["OrderGrains.Server.Search.search.postgres.sql"], ["OrderGrains.Server.Search.search.sqlite.sql"]);

    /// <summary>The name of the table with the words of orders.</summary>
    public const string OrdersName = "order_search";
    /// <summary>The name of the table with the words of customers.</summary>
    public const string CustomersName = "customer_search";

    /// <summary>Writes the words of records, each at most once.</summary>
    public Task WriteAsync(DbTransaction transaction, int partition, IReadOnlyCollection<SearchedRecord> records) =>
        dialect == SqlDialect.Sqlite ? WriteEachAsync(transaction, partition, records) : WriteAllAsync(transaction, partition, records);

    /// <summary>Removes the words of records.</summary>
    public async Task RemoveAsync(DbTransaction transaction, IReadOnlyList<Guid> records)
    {
        if (records.Count > 0)
            await DeleteAsync(transaction, command => $"stream in {dialect.IdList(command, "ids", records)}");
    }

    /// <summary>Removes the words of a partition's records.</summary>
    public Task ClearAsync(DbTransaction transaction, int partition) => DeleteAsync(transaction, command =>
    {
        dialect.Add(command, "partition", partition);
        return "partition = @partition";
    });

    private async Task WriteAllAsync(DbTransaction transaction, int partition, IReadOnlyCollection<SearchedRecord> records)
    {
        await using var command = Command(transaction, _write);
        List<int> grams = [];
        var (firsts, lasts) = (new List<int>(records.Count), new List<int>(records.Count));
        foreach (var record in records)
        {
            firsts.Add(grams.Count + 1);
            grams.AddRange(record.Text.Grams);
            lasts.Add(grams.Count);
        }
        dialect.Add(command, "partition", partition);
        command.Parameters.Add(Array("streams", NpgsqlDbType.Uuid, records.Select(x => x.Stream.Value).ToArray()));
        command.Parameters.Add(Array("versions", NpgsqlDbType.Integer, records.Select(x => x.Version).ToArray()));
        command.Parameters.Add(Array("words", NpgsqlDbType.Text, records.Select(x => x.Text.Text).ToArray()));
        command.Parameters.Add(Array("firsts", NpgsqlDbType.Integer, firsts));
        command.Parameters.Add(Array("lasts", NpgsqlDbType.Integer, lasts));
        command.Parameters.Add(Array("grams", NpgsqlDbType.Integer, grams));
        await command.ExecuteNonQueryAsync();
    }

    private async Task WriteEachAsync(DbTransaction transaction, int partition, IReadOnlyCollection<SearchedRecord> records)
    {
        foreach (var record in records)
        {
            await using var write = Command(transaction, _writeOne);
            dialect.Add(write, "stream", dialect.Id(record.Stream.Value));
            dialect.Add(write, "version", record.Version);
            dialect.Add(write, "partition", partition);
            dialect.Add(write, "words", record.Text.Text);
            if (await write.ExecuteScalarAsync() is not long id)
                continue; // Newer words are there.
            await using var index = Command(transaction, $"insert or replace into {name}_grams (rowid, grams) values (@id, @grams)");
            dialect.Add(index, "id", id);
            dialect.Add(index, "grams", SearchSql.Tokens(record.Text.Grams, " "));
            await index.ExecuteNonQueryAsync();
        }
    }

    private async Task DeleteAsync(DbTransaction transaction, Func<DbCommand, string> which)
    {
        if (dialect == SqlDialect.Sqlite)
        {
            await using var grams = Command(transaction, "");
            grams.CommandText = $"delete from {name}_grams where rowid in (select id from {name} where {which(grams)})";
            await grams.ExecuteNonQueryAsync();
        }
        await using var words = Command(transaction, "");
        words.CommandText = $"delete from {name} where {which(words)}";
        await words.ExecuteNonQueryAsync();
    }

    private static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand(); // Not null: the transaction is open.
        (command.Transaction, command.CommandText) = (transaction, sql);
        return command;
    }

    private static NpgsqlParameter Array(string name, NpgsqlDbType element, object values) =>
        new(name, NpgsqlDbType.Array | element) { Value = values };
}
