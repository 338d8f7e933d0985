using System.Collections.Immutable;
using OrderGrains.Server.Customers;
using OrderGrains.Server.Orders;
using OrderGrains.Server.Records;
using OrderGrains.Server.Staff;
using OrderGrains.Server.Teams;

namespace OrderGrains.Server.Hosting;

/// <summary>The kinds of records that this program knows: a new one adds a line here, and registers everything else in its
/// folder.</summary>
internal static class RecordKinds
{
    /// <summary>Every kind.</summary>
    public static ImmutableArray<RecordRegistration> All { get; } =
        [OrdersSetup.Registration, CustomersSetup.Registration, TeamsSetup.Registration, StaffSetup.Registration];
}
