using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Journal;
using OrderGrains.Server.GraphQL;
using OrderGrains.Streams;
using Orleans.Serialization;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A fault on one silo is reported as such by another, and a call with an unknown outcome is not repeated without a key.</summary>
public sealed class FaultTests : IDisposable
{
    private static readonly Outcome<Order, Rejection> Done = new Outcome<Order, Rejection>.KeyConflict();
    private readonly ServiceProvider services = new ServiceCollection()
        .AddSerializer().Configure<ExceptionSerializationOptions>(faults => faults.SupportedExceptionTypeFilter = _ => true)
            .BuildServiceProvider();

    [Fact]
    public void Faults_cross_silos_with_their_messages()
    {
        var stream = new StreamId(Identity.Of("fault", "1"));

        Assert.Equal(TimeSpan.FromSeconds(3), Roundtrip(new JournalOverloadedException(TimeSpan.FromSeconds(3))).RetryAfter);
        Assert.Equal(stream, Roundtrip(new StreamContendedException(stream)).Stream);
        var unreadable = Roundtrip(new StreamUnreadableException(stream, 7, "it was altered.", new FormatException("inner")));
        Assert.Equal((stream, 7, "it was altered.", "inner"),
            (unreadable.Stream, unreadable.Version, unreadable.Reason, unreadable.InnerException!.Message));
        Assert.Equal((9, 1), Roundtrip(new NewerStateException("statistics", 9, 1)) is { Version: var version, Known: var known }
            ? (version, known) : default);
        Assert.Contains("too large", Roundtrip(new AppendRefusedException("too large")).Message);
        Assert.Equal("lost", Roundtrip(new OutcomeUnknownException(new TimeoutException("lost"))).InnerException!.Message);
    }

    [Fact]
    public void Faults_of_a_database_cross_silos_inside_others()
    {
        Exception[] causes =
        [
            new NpgsqlException("broken"), new PostgresException("broken", "ERROR", "ERROR", "57P01"), new SqliteException("broken", 10),
            new NpgsqlException("broken", new TimeoutException()),
        ];
        foreach (var cause in causes)
        {
            var arrived = Roundtrip(new JournalUnavailableException("The store cannot be reached.", cause));
            Assert.Equal("The store cannot be reached.", arrived.Message);
            Assert.Contains("broken", arrived.InnerException!.Message);
            Assert.NotEmpty(arrived.ToString());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_call_that_no_silo_began_is_made_once_more(bool keyed)
    {
        var calls = 0;

        var outcome = await CommandAnswer.CallAsync(Call(keyed), () => ++calls == 1 ? Lost(Rejected()) : Task.FromResult(Done));

        Assert.Equal(2, calls);
        Assert.Equal(Done, outcome);
    }

    [Fact]
    public async Task A_call_that_no_silo_takes_changed_nothing() =>
        await Assert.ThrowsAsync<JournalUnavailableException>(() => CommandAnswer.CallAsync(Call(keyed: false), () => Lost(Rejected())));

    [Fact]
    public async Task A_call_with_a_key_whose_silo_was_lost_is_made_once_more()
    {
        var calls = 0;

        var outcome = await CommandAnswer.CallAsync(Call(keyed: true), () =>
            ++calls == 1 ? Lost(new SiloUnavailableException()) : Task.FromResult(Done));

        Assert.Equal(2, calls);
        Assert.Equal(Done, outcome);
    }

    [Fact]
    public async Task A_call_without_a_key_whose_silo_was_lost_is_not_repeated()
    {
        var calls = 0;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommandAnswer.CallAsync(Call(keyed: false), () =>
        {
            calls++;
            return Lost(new SiloUnavailableException());
        }));

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_lost_call_that_is_rejected_when_it_is_repeated_stays_unknown()
    {
        var calls = 0;

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => CommandAnswer.CallAsync(
            Call(keyed: true), () => Lost(++calls == 1 ? new SiloUnavailableException() : Rejected())));

        Assert.Equal(2, calls);
    }

    public void Dispose() => services.Dispose();

    private static Call Call(bool keyed) => new(keyed ? Identity.Of("key", "a", "b") : null, new byte[32]);

    private static Task<Outcome<Order, Rejection>> Lost(Exception fault) => Task.FromException<Outcome<Order, Rejection>>(fault);

    // Its constructors are Orleans' own.
    private static Exception Rejected() => (Exception)Activator.CreateInstance(
        // not null: a class
        typeof(OrleansMessageRejectionException), BindingFlags.Instance | BindingFlags.NonPublic, null, ["rejected"], null)!;

    // As a response carries it: as an exception.
    private T Roundtrip<T>(T fault)
        where T : Exception
    {
        var serializer = services.GetRequiredService<Serializer>();
        var arrived = Assert.IsType<T>(serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(fault)));
        Assert.Equal(fault.Message, arrived.Message);
        return arrived;
    }
}
