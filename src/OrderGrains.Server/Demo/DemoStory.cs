using OrderGrains.Domain.Orders;

namespace OrderGrains.Server.Demo;

/// <summary>The course of an order of the demo within its month.</summary>
/// <param name="Number">Its place in the demo, from 0.</param>
/// <param name="Month">Its month, from 0.</param>
/// <param name="End">The status that it comes to.</param>
/// <param name="Furthest">How far it goes on the regulation's way, where the end is not on it: what was refused, given up or
/// cancelled.</param>
internal sealed record DemoStory(int Number, int Month, OrderStatus End, OrderStatus Furthest)
{
    /// <summary>How many months there are.</summary>
    public const int Months = 10;
    /// <summary>How many orders a month has.</summary>
    public const int PerMonth = 30;

    // The months before are over, so their orders are done with or in execution; in the last three there are orders everywhere.
    private const int SettledMonths = 7;

    private static readonly OrderStatus[] Recent =
    [
        OrderStatus.Draft, OrderStatus.Draft, OrderStatus.Discarded, OrderStatus.Received, OrderStatus.Received, OrderStatus.Received,
        OrderStatus.UnderReview, OrderStatus.UnderReview, OrderStatus.UnderReview, OrderStatus.Correction, OrderStatus.Correction,
        OrderStatus.Verified, OrderStatus.Verified, OrderStatus.Verified, OrderStatus.AssignmentPending, OrderStatus.AssignmentPending,
        OrderStatus.Assigned, OrderStatus.Assigned, OrderStatus.TeamReady, OrderStatus.TeamReady, OrderStatus.Planning,
            OrderStatus.Planning, OrderStatus.Planning,
        OrderStatus.PlanReview, OrderStatus.PlanReview, OrderStatus.PlanReview, OrderStatus.Rejected, OrderStatus.Cancelled,
            OrderStatus.InExecution, OrderStatus.InExecution,
    ];

    /// <summary>The place in the month, from 0.</summary>
    public int Place => Number % PerMonth;
    /// <summary>The customer: everybody's first order is in the first two months.</summary>
    public int Customer => Number < DemoForms.Customers ? Number : Number * 7 % DemoForms.Customers;
    /// <summary>The team that may get it: one of the two of its service type.</summary>
    public int Team => Number % DemoPeople.Teams;
    /// <summary>Whether somebody of the company enters it as a draft first.</summary>
    public bool IsDrafted => End is OrderStatus.Draft or OrderStatus.Discarded;
    /// <summary>Whether it is returned with a finding.</summary>
    public bool IsReturned => End == OrderStatus.Correction || (Number % 5 == 1 && Passes(OrderStatus.Verified));
    /// <summary>Whether its assignment is turned down, so that it waits for another.</summary>
    public bool IsTurnedDown => End == OrderStatus.Verified && Place == 13;
    /// <summary>Whether its plan is rejected, and worked out anew where it goes on.</summary>
    public bool IsPlanRejected => (End == OrderStatus.Planning && Place == 22) || (End == OrderStatus.InExecution && Number % 7 == 3);
    /// <summary>Whether a plan is submitted.</summary>
    public bool IsPlanned => Passes(OrderStatus.PlanReview) || IsPlanRejected;
    /// <summary>Whether order management has approved its plan.</summary>
    public bool IsPlanApproved => Passes(OrderStatus.InExecution) || (End == OrderStatus.PlanReview && Place == 25);
    /// <summary>Whether it is put on hold.</summary>
    public bool IsHeld => StaysHeld || (End == OrderStatus.InExecution && Number % 9 == 4);
    /// <summary>Whether it is on hold at the end.</summary>
    public bool StaysHeld => IsRecent && Place is 12 or 17 or 29;
    /// <summary>Whether its cancellation was asked for, and is not decided on.</summary>
    public bool WaitsForCancellation => IsRecent && Place is 19 or 21;

    private bool IsRecent => Month >= SettledMonths;

    /// <summary>The orders of a month.</summary>
    public static IEnumerable<DemoStory> OfMonth(int month) => Enumerable.Range(0, PerMonth).Select(place =>
    {
        var end = month >= SettledMonths ? Recent[place] : place switch
        {
            2 => OrderStatus.Discarded,
            5 or 11 => OrderStatus.Rejected,
            8 or 16 => OrderStatus.Cancelled,
            _ => OrderStatus.InExecution,
        };
        var furthest = end switch
        {
            OrderStatus.Draft or OrderStatus.Discarded => OrderStatus.None,
            OrderStatus.Correction or OrderStatus.Rejected => OrderStatus.UnderReview,
            OrderStatus.Cancelled => place == 8 ? OrderStatus.Verified : OrderStatus.Assigned,
            _ => end,
        };
        return new DemoStory((month * PerMonth) + place, month, end, furthest);
    });

    /// <summary>Whether it comes to a status on the way, or beyond.</summary>
    public bool Passes(OrderStatus status) => Furthest != OrderStatus.None && Furthest >= status;
}
