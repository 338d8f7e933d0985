using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;

namespace OrderGrains.Server.Orders;

/// <summary>
/// Hands out order numbers (R2.2.2) from blocks of a year, which this process takes from one row. Unique; neither gapless nor in the order
/// of time. A number is used again only if it certainly was not written; one whose outcome is not known is lost. The store refuses one that
/// another order has.
/// </summary>
public sealed class OrderNumbers(DbDataSource source, SqlDialect dialect, OrderNumberOptions options)
{
    private const int MaxAttempts = 3;

    private readonly ConcurrentDictionary<int, Year> _years = new();

    /// <summary>Submits an order with the next number of a year, or with a later one if another order has that number. Waits for the store
    /// only when a block is used up.</summary>
    /// <param name="year">The year of the number.</param>
    /// <param name="call">The frame of the submission; a dry run takes no number.</param>
    /// <param name="submit">Submits with a number, or with null in a dry run. It answers when the outcome is known, and throws
    /// <see cref="JournalOverloadedException"/> and <see cref="JournalUnavailableException"/> only if nothing was written.</param>
    /// <param name="cancellation">Ends the waiting for a block.</param>
    /// <exception cref="AppendRefusedException">Other orders have the numbers of several blocks.</exception>
    public async ValueTask<Outcome<Order, Rejection>> UseAsync(
        int year, Call call, Func<string?, ValueTask<Outcome<Order, Rejection>>> submit, CancellationToken cancellation)
    {
        if (call.DryRun)
            return await submit(null);
        for (var attempt = 1; ; attempt++)
        {
            var (block, value) = await TakeAsync(year, cancellation);
            var number = Format(year, value);
            try
            {
                var outcome = await submit(number);
                if (outcome is not Outcome<Order, Rejection>.Accepted accepted || (accepted.Replayed && accepted.State.Number != number))
                    block.GiveBack(value);
                return outcome;
            }
            catch (Exception fault) when (fault is JournalOverloadedException or JournalUnavailableException)
            {
                block.GiveBack(value);
                throw;
            }
            catch (AppendRefusedException refused) when (refused.IsTaken && attempt < MaxAttempts)
            {
                // The block is another server's too: its row is older than the orders, as after a restore below a running server.
                _years.TryRemove(KeyValuePair.Create(year, block));
            }
        }
    }

    private async ValueTask<(Year Block, long Number)> TakeAsync(int year, CancellationToken cancellation)
    {
        var block = _years.GetOrAdd(year, static _ => new Year());
        long number;
        while (!block.TryTake(out number))
            await RefillAsync(year, block, cancellation);
        return (block, number);
    }

    private string Format(int year, long number) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{options.Prefix}{year:0000}-{number.ToString(options.Digits, CultureInfo.InvariantCulture)}");

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
