using Npgsql;
using OrderGrains.Journal.Appending;

namespace OrderGrains.Journal.Tests;

public sealed class PostgresFaultOutcomeTests
{
    [Theory]
    [InlineData("40P01")]       // deadlock
    [InlineData("40001")]       // serialization failure
    [InlineData("55P03")]       // lock not available
    [InlineData("57014")]       // statement timeout
    public void What_another_transaction_caused_is_tried_again(string state) => Assert.Equal(BatchEnd.Aborted, EndOf("ERROR", state));

    [Theory]
    [InlineData("22001")]       // too long
    [InlineData("23514")]       // check violation
    [InlineData("54000")]       // program limit
    [InlineData("P0001")]       // raised
    public void What_the_batch_itself_caused_is_refused(string state) => Assert.Equal(BatchEnd.Refused, EndOf("ERROR", state));

    [Fact]
    public void A_value_that_another_record_has_is_taken() => Assert.Equal(BatchEnd.Taken, EndOf("ERROR", "23505"));

    [Fact]
    public void A_full_disk_is_no_fault_of_the_batch() => Assert.Equal(BatchEnd.Unreachable, EndOf("ERROR", "53100"));

    [Theory]
    [InlineData("FATAL", "57P01")]      // administrator's shutdown
    [InlineData("PANIC", "53100")]
    public void What_ended_the_session_may_have_been_written(string severity, string state) =>
        Assert.Equal(BatchEnd.Unknown, EndOf(severity, state));

    private static BatchEnd EndOf(string severity, string state) =>
        PostgresFault.MapBatchFault(new PostgresException("", severity, severity, state)).End;
}
