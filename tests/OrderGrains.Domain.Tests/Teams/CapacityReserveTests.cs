using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Teams;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Tests.Samples;
using static OrderGrains.Domain.Tests.TeamSamples;

namespace OrderGrains.Domain.Tests.Teams;

public sealed class CapacityReserveTests : TeamSpecification
{
    [Fact]
    public void A_week_takes_no_more_than_the_capacity_less_the_absences()
    {
        var team = Fold(Created, new TeamCapacityChanged(Manager.Subject, Now, new(100, [new(Week, Week, 30, "training")])),
            new CapacityCommitted("x", Now, BookingOf(OtherId, 60)));

        Assert.Equal((70, 60), (team.CeilingIn(Week), team.BookedIn(Week, Now)));
        Assert.Equal(new Rejection.Invalid(CapacityExceeded, "work", $"{Week}: 10 free", "R3.1.1"),
            Refused(team, new CapacityReserve(BookingOf(Id, 10.01m))));
        Assert.Single(Accepted(team, new CapacityReserve(BookingOf(Id, 10))));
        Assert.Single(Accepted(team, new CapacityReserve(BookingOf(Id, 500, overCommit: true))));
    }

    [Fact]
    public void A_reservation_lasts_ten_working_days_and_then_holds_nothing()
    {
        var team = Fold(Created, Hundred);
        var reserved = Assert.IsType<CapacityReserved>(Assert.Single(Accepted(team, new CapacityReserve(Booked))));
        team = TeamRules.Evolve(team, reserved);

        Assert.Equal(Now.AddDays(14), reserved.ExpiresAt);
        Assert.Equal((20, 0), (team.BookedIn(Week, reserved.ExpiresAt.AddMilliseconds(-1)), team.BookedIn(Week, reserved.ExpiresAt)));
        var events = Accepted(team, new CapacityReserve(BookingOf(OtherId, 100)), at: reserved.ExpiresAt);
        Assert.Equal(["team.reservation-expired", "team.capacity-reserved"], events.Select(x => EventJson.ContractOf(x).Name));
        Assert.Equal(OtherId, Assert.Single(events.Aggregate(team, TeamRules.Evolve).Reservations).Booking.Assignment);
    }

    [Fact]
    public void The_same_proposal_reserves_once() =>
        Assert.Empty(Accepted(Fold(Created, Hundred, new CapacityReserved("x", Now, Booked, Later)), new CapacityReserve(Booked)));
}
