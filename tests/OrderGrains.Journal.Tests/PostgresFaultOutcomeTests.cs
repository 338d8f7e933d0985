using Npgsql;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal.Tests;

public sealed class PostgresFaultOutcomeTests
{
    [Theory]
    [InlineData("40P01")]       // Deadlock.
    [InlineData("40001")]       // Serialization failure.
    [InlineData("55P03")]       // Lock not available.
    [InlineData("57014")]       // Statement timeout.
    public void A_fault_caused_by_another_transaction_is_retried(string state) => Assert.Equal(BatchEnd.Aborted, EndOf("ERROR", state));

    [Theory]
    [InlineData("22001")]       // Value too long.
    [InlineData("23514")]       // Check violation.
    [InlineData("54000")]       // Program limit.
    [InlineData("P0001")]       // Raised by a function.
    public void A_fault_caused_by_the_batch_itself_is_refused(string state) => Assert.Equal(BatchEnd.Refused, EndOf("ERROR", state));

    [Fact]
    public void A_value_of_another_record_is_taken() => Assert.Equal(BatchEnd.Taken, EndOf("ERROR", "23505"));

    [Fact]
    public void A_full_disk_is_not_the_fault_of_the_batch() => Assert.Equal(BatchEnd.Unreachable, EndOf("ERROR", "53100"));

    [Theory]
    [InlineData("FATAL", "57P01")]      // Shutdown by an administrator.
    [InlineData("PANIC", "53100")]
    public void A_batch_whose_session_ended_may_have_been_written(string severity, string state) =>
        Assert.Equal(BatchEnd.Unknown, EndOf(severity, state));

    private static BatchEnd EndOf(string severity, string state) =>
        PostgresFault.MapBatchFault(new PostgresException("", severity, severity, state)).End;
}
