using System.Text.Json;
using System.Text.Json.Nodes;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Review;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Tests.Customers;
using OrderGrains.Domain.Tests.Staff;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests;

/// <summary>One file for each event and schema, under <c>Approved/Events</c>: added, never edited, because journals hold such texts for
/// years.</summary>
public sealed class EventContractTests
{
    private static readonly EventContract[] Contracts = Catalogs.All;

    private static object[] AllEvents =>
    [
        .. Events, new CustomerBlocked(Manager.Subject, Now, "does not pay"), new CustomerUnblocked(Manager.Subject, Now, "paid"),
        CustomerSpecification.Recorded with { PossibleDuplicate = CustomerSpecification.Other, Claim = CustomerSpecification.Other },
        Updated, new DuplicateSuspected("system", Now, CustomerSpecification.Other), Merged,
        CustomerSpecification.Gone, new ClaimConfirmed(Manager.Subject, Now, CustomerSpecification.Person, "the same firm"),
        new ClaimDeclined(Manager.Subject, Now, CustomerSpecification.Person, "another firm"), .. TeamSamples.Events,
        .. StaffSamples.Events,
    ];

    private static CustomerUpdated Updated => new(Sales.Subject, Now)
    {
        Profile = new("web", "A1", "陈", "+8613800138000", "chen@example.com", CustomerSpecification.Chen.Address),
        Contacts = [new("陈志远", "+8613800138000", null)],
        Signers = [new("王强", "power of attorney", null, Sales.Subject, Now),
            new("陈志远", "TERMS_ACCEPTED", CustomerSpecification.FirstOrder, "system", Now)],
        Language = "zh-CN",
        TimeZone = "Asia/Shanghai",
        ContactConsent = true,
    };

    private static CustomerMerged Merged => new(Manager.Subject, Now)
    {
        Other = CustomerSpecification.Other,
        Reason = "the same firm",
        Block = new("does not pay", "feng.finance", Now),
        Taken = CustomerSpecification.Fold(CustomerSpecification.Recorded, Updated, CustomerSpecification.DoesNotPay),
    };

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(Approved.Folder, "Events")).Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_event_is_written_as_approved()
    {
        foreach (var @event in AllEvents)
            Approved.Matches(Path.Combine("Events", FileOf(EventJson.ContractOf(@event))), EventJson.Of(@event), forEver: true);
    }

    [Fact]
    public void Every_event_of_the_catalog_has_its_file_and_no_file_lacks_its_event() =>
        Assert.Equal(Contracts.Select(FileOf).Order(StringComparer.Ordinal), Files.Select(file => file.Data));

    [Theory, MemberData(nameof(Files))]
    public void An_event_written_in_the_past_is_read_unchanged(string file)
    {
        var contract = Contracts.Single(contract => FileOf(contract) == file);
        var text = File.ReadAllText(Path.Combine(Approved.Folder, "Events", file));

        Assert.Equal(text, EventJson.Of(Read(text, contract), contract));
    }

    [Theory, MemberData(nameof(Files))]
    public void An_event_is_read_and_applied_without_its_personal_data(string file)
    {
        var contract = Contracts.Single(contract => FileOf(contract) == file);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Approved.Folder, "Events", file)))!.AsObject(); // an object
        foreach (var member in contract.Personal)
            Assert.True(json.Remove(member), member);

        var @event = Read(json.ToJsonString(), contract);

        if (@event is OrderEvent happened)
            Assert.Equal(!contract.Personal.IsEmpty, OrderRules.Evolve(Order.None, happened).PersonalDataErased);
        else if (@event is CustomerEvent known)
            Assert.Null(CustomerRules.Evolve(Customer.None, known).Profile);
        else if (@event is StaffMemberChanged set)
            Assert.Null(StaffRules.Evolve(StaffMember.None, set).Name);
    }

    [Fact]
    public void Personal_members_are_the_approved_ones() => Approved.Matches("personal.approved.txt", string.Concat(
        Contracts.Where(contract => !contract.Personal.IsEmpty)
            .Select(contract => $"{contract.Name} {string.Join(' ', contract.Personal)}\n")));

    [Fact]
    public void Personal_members_read_as_missing_whether_absent_or_null()
    {
        var contract = EventJson.ContractOf(Histories.Submitted);
        var json = JsonNode.Parse(EventJson.Of(Histories.Submitted))!.AsObject(); // an object
        json["customer"] = null;
        json.Remove("acknowledgement");

        var order = Histories.Fold((OrderEvent)Read(json.ToJsonString(), contract), new ReviewClaimed(Reviewer.Subject, Now));

        Assert.Equal((true, null, null, OrderStatus.UnderReview),
            (order.PersonalDataErased, order.Customer, order.Acknowledgement, order.Status));
    }

    [Fact]
    public void An_order_is_the_same_after_its_snapshot_is_read()
    {
        foreach (var history in new[] { Histories.CustomersDraft, Histories.AskedToCancel(Histories.OnHold(Histories.Corrected)),
            Histories.ReceivedOnline, Histories.Cancelled, Histories.Assigned })
        {
            var text = Snapshot(Histories.Fold(history));
            Assert.Equal(text, Snapshot(JsonSerializer.Deserialize(text, OrderJson.Default.Order)!)); // not the text null
        }
        Assert.Contains("\"amount\":\"12000.50\"", Snapshot(Histories.Fold(Histories.Received)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_customer_is_the_same_after_its_snapshot_is_read()
    {
        var text = Snapshot(CustomerSpecification.Fold(CustomerSpecification.Recorded, Updated, Merged,
            new DuplicateSuspected("system", Now, CustomerSpecification.Account)));
        Assert.Equal(text, Snapshot(JsonSerializer.Deserialize(text, CustomersJson.Default.Customer)!)); // not the text null
        Assert.Contains("\"merged\":[{", text, StringComparison.Ordinal);
    }

    internal static string Snapshot(Customer customer) => JsonSerializer.Serialize(customer, CustomersJson.Default.Customer);

    internal static string Snapshot(Order order) => JsonSerializer.Serialize(order, OrderJson.Default.Order);

    private static object Read(string json, EventContract contract) =>
        JsonSerializer.Deserialize(json, contract.Json) ?? throw new JsonException("no event");

    private static string FileOf(EventContract contract) => $"{contract.Name}.v{contract.Schema}.json";
}
