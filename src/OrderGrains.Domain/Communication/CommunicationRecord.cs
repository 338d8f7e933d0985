using System.Text.Json.Serialization;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;

namespace OrderGrains.Domain.Communication;

/// <summary>Records a communication of the project with the customer or a department, which is then notified (R5.4.2).</summary>
/// <remarks>From the kick-off on, and while the order is on hold too: a hold often waits for just such a communication.</remarks>
/// <param name="Kind">How people communicated.</param>
/// <param name="With">With whom.</param>
/// <param name="Summary">The content: what was said and agreed.</param>
/// <param name="OccurredAt">When it took place, RFC 3339; now if nothing is said, and not in the future.</param>
/// <param name="CustomerVisible">Whether the customer may read it; always so where it was with the customer.</param>
/// <param name="Hours">The hours spent, up to 24; needed of a service visit.</param>
/// <param name="ConfirmedBy">The person who confirmed a service visit on the customer's side; only for one with the customer.</param>
[GenerateSerializer, Immutable, Alias("og.communication.record")]
public sealed record CommunicationRecord(
    [property: Id(0)] CommunicationKind Kind, [property: Id(1)] CommunicationPartner With, [property: Id(2)] string? Summary,
    [property: Id(3)] string? OccurredAt = null, [property: Id(4)] bool? CustomerVisible = null, [property: Id(5)] decimal? Hours = null,
    [property: Id(6)] string? ConfirmedBy = null) : OrderCommand
{
    private const string Clause = "R5.4.2";
    private const decimal MaxHours = 24;

    internal static OrderStep Step { get; } = OrderStep.For(
        CommunicationJson.Default.CommunicationRecord, Decide, OrderScope.CompanyRoles & ~Roles.Auditor,
        OrderStatuses.With(StatusFacets.Running | StatusFacets.KickedOff),
        canonical: command => command.Hours is { } hours ? command with { Hours = Fingerprint.Canonical(hours) } : command) with
    {
        Clause = Clause,
        Events =
        [
            OrderEventType.Of("order.communication-recorded", Clause, CommunicationJson.Default.CommunicationRecorded, Apply) with
            {
                Notices =
                [
                    Notice.To<CommunicationRecorded>(
                        NotificationKind.CommunicationRecorded, (_, e) => DepartmentOf(e.With) is { } roles ? [Recipient.Of(roles)] : [],
                        roles: [Roles.OrderManager, Roles.CustomerService, Roles.Finance]),
                ],
            },
        ],
    };

    private static Decision<OrderEvent> Decide(Order order, CommunicationRecord command, DecisionContext context)
    {
        var fields = new FieldReader();
        var summary = fields.Text(command.Summary, "summary", TextLimit.Prose, Clause);
        var occurredAt = UnicodeText.Read(command.OccurredAt) is null
            ? context.Now : fields.Instant(command.OccurredAt, "occurredAt", Clause);
        if (occurredAt > context.Now)
            fields.Fault(RejectionCode.OutOfRange, "occurredAt", Clause, "not in the future");
        var visit = command.Kind == CommunicationKind.ServiceVisit;
        if (command.Hours is null && visit)
            fields.Fault(RejectionCode.Required, "hours", Clause);
        else if (command.Hours is <= 0 or > MaxHours)
            fields.Fault(RejectionCode.OutOfRange, "hours", Clause, "more than 0, at most 24");
        var confirmedBy = fields.Text(command.ConfirmedBy, "confirmedBy", TextLimit.Name, Clause, required: false);
        if (confirmedBy is not null && !(visit && command.With == CommunicationPartner.Customer))
            fields.Fault(RejectionCode.Contradiction, "confirmedBy", Clause, "a service visit with the customer");
        if (command.CustomerVisible is false && command.With == CommunicationPartner.Customer)
            fields.Fault(RejectionCode.Contradiction, "customerVisible", Clause, "with the customer");
        return fields.AnyFault || summary is null || occurredAt is not { } at
            ? Refuse(fields.Faults) : Accept(new CommunicationRecorded(context.By, context.Now)
            {
                Kind = command.Kind,
                With = command.With,
                OccurredAt = at,
                CustomerVisible = command.CustomerVisible ?? command.With == CommunicationPartner.Customer,
                Hours = command.Hours,
                Summary = summary,
                ConfirmedBy = confirmedBy,
            });
    }

    // The timeline shows it; the order's state does not grow by it.
    private static Order Apply(Order order, CommunicationRecorded e) =>
        order with { PersonalDataErased = order.PersonalDataErased || e.Summary is null };

    private static Roles? DepartmentOf(CommunicationPartner partner) => partner switch
    {
        CommunicationPartner.OrderManagement => Roles.OrderManager,
        CommunicationPartner.CustomerService => Roles.CustomerService,
        CommunicationPartner.Finance => Roles.Finance,
        _ => null,
    };
}

/// <summary>How people communicated (R5.4).</summary>
[JsonConverter(typeof(EnumCodeJson<CommunicationKind>))]
public enum CommunicationKind
{
    /// <summary>By telephone.</summary>
    Call,
    /// <summary>A visit.</summary>
    Visit,
    /// <summary>A visit to render the service, whose record is the service record.</summary>
    ServiceVisit,
    /// <summary>By e-mail.</summary>
    Email,
    /// <summary>By a message.</summary>
    Message,
    /// <summary>In a meeting.</summary>
    Meeting,
}

/// <summary>With whom the project communicated (R5.4).</summary>
[JsonConverter(typeof(EnumCodeJson<CommunicationPartner>))]
public enum CommunicationPartner
{
    /// <summary>The customer (R5.4.3).</summary>
    Customer,
    /// <summary>Order management (R5.4.2).</summary>
    OrderManagement,
    /// <summary>Customer service (R5.4.2).</summary>
    CustomerService,
    /// <summary>Finance (R5.4.2).</summary>
    Finance,
    /// <summary>Another department (R5.4.2).</summary>
    OtherDepartment,
}

/// <summary>A communication was recorded (R5.4.2).</summary>
public sealed record CommunicationRecorded(string By, DateTimeOffset At) : OrderEvent(By, At)
{
    /// <summary>How people communicated.</summary>
    public required CommunicationKind Kind { get; init; }
    /// <summary>With whom.</summary>
    public required CommunicationPartner With { get; init; }
    /// <summary>When it took place.</summary>
    public required DateTimeOffset OccurredAt { get; init; }
    /// <summary>Whether the customer may read it.</summary>
    public required bool CustomerVisible { get; init; }
    /// <summary>The hours spent; null where nobody said.</summary>
    public decimal? Hours { get; init; }
    /// <summary>The content and the agreements; null after erasure.</summary>
    [Personal] public string? Summary { get; init; }
    /// <summary>The person who confirmed the visit for the customer; null if nobody did, and after erasure.</summary>
    [Personal] public string? ConfirmedBy { get; init; }
}

/// <summary>Communication (R5.4).</summary>
internal static class CommunicationSlice
{
    /// <summary>The steps.</summary>
    public static OrderSlice Slice => new([CommunicationRecord.Step]);
}

/// <summary>How the events and commands of communication are written as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CommunicationRecord)), JsonSerializable(typeof(CommunicationRecorded))]
internal sealed partial class CommunicationJson : JsonSerializerContext;
