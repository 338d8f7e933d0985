using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using OrderGrains.Journal;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Orders;

/// <summary>Hands out order numbers (R2.2.2) from blocks of a year, which this process takes from one row. Unique; neither gapless nor in the order of time.</summary>
public sealed class OrderNumbers(DbDataSource source, SqlDialect dialect, OrderNumberOptions options)
{
    private readonly ConcurrentDictionary<int, Year> _years = new();

    /// <summary>The next number of a year; waits for the store only when a block is used up.</summary>
    public async ValueTask<string> TakeAsync(int year, CancellationToken cancellation)
    {
        var block = _years.GetOrAdd(year, static _ => new Year());
        long number;
        while (!block.TryTake(out number))
            await RefillAsync(year, block, cancellation);
        return Format(year, number);
    }

    /// <summary>Takes back a number that no order got.</summary>
    public void GiveBack(int year, string number)
    {
        if (_years.TryGetValue(year, out var block) && TryParse(year, number, out var value))
            block.GiveBack(value);
    }

    private string Format(int year, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{options.Prefix}{year:0000}-{number.ToString(options.Digits, CultureInfo.InvariantCulture)}");

    private bool TryParse(int year, string number, out long value) =>
        long.TryParse(number.AsSpan(options.Prefix.Length + year.ToString("0000", CultureInfo.InvariantCulture).Length + 1), CultureInfo.InvariantCulture, out value);

    private async Task RefillAsync(int year, Year block, CancellationToken cancellation)
    {
        await block.Refill.WaitAsync(cancellation);
        try
        {
            if (block.HasMore)
                return;
            await using var connection = await source.OpenConnectionAsync(cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                insert into order_number (year, next) values (@year, 1 + @size)
                on conflict (year) do update set next = order_number.next + @size
                returning next
                """;
            dialect.Add(command, "year", year);
            dialect.Add(command, "size", (long)options.Block);
            var end = Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
            block.Fill(end - options.Block, end);
        }
        catch (DbException fault)
        {
            throw new JournalUnavailableException("No order numbers can be taken.", fault);
        }
        finally
        {
            block.Refill.Release();
        }
    }

    private sealed class Year
    {
        private readonly ConcurrentBag<long> _returned = [];
        private Range _range = new(0, 0);

        public SemaphoreSlim Refill { get; } = new(1, 1);

        public bool HasMore => !_returned.IsEmpty || Volatile.Read(ref _range).HasMore;

        public bool TryTake(out long number) => _returned.TryTake(out number) || Volatile.Read(ref _range).TryTake(out number);

        public void GiveBack(long number) => _returned.Add(number);

        public void Fill(long next, long end) => Volatile.Write(ref _range, new Range(next, end));
    }

    private sealed class Range(long next, long end)
    {
        private long _next = next;

        public bool HasMore => Volatile.Read(ref _next) < end;

        public bool TryTake(out long number)
        {
            number = Interlocked.Increment(ref _next) - 1;
            return number < end;
        }
    }
}
