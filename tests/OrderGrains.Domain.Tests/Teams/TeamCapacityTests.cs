using System.Text.Json;
using CsCheck;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

/// <summary>Counts random reservations, renewals, bookings and releases a second time, without the state of the rules.</summary>
public sealed class TeamCapacityTests
{
    private const int Ceiling = 100, Weeks = 3;

    private static readonly Gen<Move[]> Moves = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[0, Weeks - 1], Gen.Int[1, 60], Gen.Int[0, 9], Gen.Int[0, 5 * 24],
        (kind, assignment, week, hours, beyond, later) => new Move(kind, assignment, week, hours, beyond == 0, later)).Array[1, 80];

    [Fact]
    public void No_sequence_of_commands_exceeds_the_capacity_without_an_over_commitment() => Moves.Sample(moves =>
    {
        var team = TeamSpecification.Fold(new TeamCreated("x", Now, Information), new TeamCapacityChanged("x", Now, new(Ceiling, [])));
        var (now, books) = (Now, new Books());
        foreach (var move in moves)
        {
            now += TimeSpan.FromHours(move.HoursLater);
            var before = books.Held(now);
            if (TeamRules.Decide(team, books.Command(move, now), new(Manager, now, Company)) is Decision<TeamEvent>.Accepted accepted)
                foreach (var @event in accepted.Events)
                {
                    team = TeamRules.Evolve(team, @event);
                    books.Note(@event);
                }
            books.Check(team, now, before);
        }
        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(team, TeamsJson.Default.Team), TeamsJson.Default.Team)
            ?? throw new JsonException("no team");
        Assert.All(Enumerable.Range(0, Weeks), week =>
            Assert.Equal(team.BookedIn(Week.Plus(week), now), read.BookedIn(Week.Plus(week), now)));
    }, iter: 1_000, threads: 1);

    private sealed class Books
    {
        private readonly Dictionary<AssignmentId, (Booking Booking, DateTimeOffset? Ends)> _held = [];

        /// <summary>The hours held in each week, and whether an over-commitment is among them.</summary>
        public List<(decimal Hours, bool Beyond)> Held(DateTimeOffset now) =>
            [.. Enumerable.Range(0, Weeks)
                .Select(week => _held.Values.Where(held => held.Ends is null || now < held.Ends).Select(held => held.Booking)
                .Aggregate((Hours: 0m, Beyond: false), (sum, booking) =>
                    (sum.Hours + booking.HoursIn(Week.Plus(week)), sum.Beyond || booking.OverCommit
                        && booking.HoursIn(Week.Plus(week)) > 0)))];

        // A booking that the order's approval orders is the one that was reserved, while it is.
        public TeamCommand Command(Move move, DateTimeOffset now)
        {
            var id = AssignmentId.Of(Ordered, "x", move.Assignment.ToString(System.Globalization.CultureInfo.InvariantCulture), []);
            var known = _held.TryGetValue(id, out var held) && (held.Ends is null || now < held.Ends);
            var booking = known ? held.Booking : new(id, Ordered, [new(Week.Plus(move.Week), move.Hours)], move.Beyond);
            return move.Kind switch
            {
                0 or 1 => new CapacityReserve(booking),
                2 => new ReservationRenew(booking),
                3 when known => new CapacityCommit(booking),
                4 => new CapacityRelease(id),
                _ => new CapacityReserve(booking),
            };
        }

        public void Note(TeamEvent @event)
        {
            switch (@event)
            {
                case CapacityReserved e:
                    _held[e.Booking.Assignment] = (e.Booking, e.ExpiresAt);
                    break;
                case ReservationRenewed e:
                    _held[e.Assignment] = (_held[e.Assignment].Booking, e.ExpiresAt);
                    break;
                case CapacityCommitted e:
                    _held[e.Booking.Assignment] = (e.Booking, null);
                    break;
                case ReservationExpired e:
                    _held.Remove(e.Assignment);
                    break;
                case CapacityReleased e:
                    _held.Remove(e.Assignment);
                    break;
                default:
                    break;
            }
        }

        public void Check(Team team, DateTimeOffset now, List<(decimal Hours, bool Beyond)> before)
        {
            foreach (var (week, (hours, beyond)) in Held(now).Index())
            {
                Assert.Equal(hours, team.BookedIn(Week.Plus(week), now));
                Assert.True(hours <= Ceiling || beyond || hours <= before[week].Hours, $"{hours} h in {Week.Plus(week)}");
            }
        }
    }

    private sealed record Move(int Kind, int Assignment, int Week, int Hours, bool Beyond, int HoursLater);
}
