using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Notifications;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Receipt;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Orders.OrderDecision;
using static OrderGrains.Domain.Shared.RejectionCode;

namespace OrderGrains.Domain.Review;

/// <summary>Submits a corrected order again, every finding answered (R2.3).</summary>
/// <param name="Order">The corrected order, whole.</param>
/// <param name="Answers">An answer to every open finding: who was asked, and what was verified (R2.3).</param>
[GenerateSerializer, Immutable, Alias("og.ordering.resubmit")]
public sealed record OrderResubmit(
    [property: Id(0), JsonPropertyName("form")] OrderForm Order,
    [property: Id(1), MaxItems(ReviewSlice.MaxFindings, ByRule = true)] ImmutableArray<FindingAnswerForm> Answers) : OrderCommand
{
    private const Roles Correctors = Roles.OrderManager | Roles.Platform;
    private static readonly FindingAnswerForm NoAnswer = new(null, null, null);

    internal static OrderStep Step { get; } = OrderStep.For(
        ReviewJson.Default.OrderResubmit, Decide, ReceiptSlice.Drafters | Roles.Platform, [OrderStatus.Correction],
        canonical: command => command with { Order = OrderFormSpelling.Of(command.Order) },
        earlierCanonical: command => command with { Order = OrderFormSpelling.EarlierOf(command.Order) }) with
    {
        Clause = ReviewSlice.Clause,
        WaitsForHold = true,
        Task = TaskKind.Correction,
        Guards = [EntererManagerOrPlatform],
        Events =
        [
            OrderEventType.Of("order.resubmitted", ReviewSlice.Clause, ReviewJson.Default.OrderResubmitted, Apply) with
            {
                Notices = [Notice.ToRoles(NotificationKind.OrderResubmitted, Roles.OrderReviewer)],
            },
        ],
    };

    private static Rejection.NotAuthorised? EntererManagerOrPlatform(Order order, Actor actor) =>
        actor.IsAny(Correctors) || order.Entries.Any(entry => entry.By == actor.Subject)
            ? null : new(NotAuthorised, Correctors, ReviewSlice.Clause);

    private static Decision<OrderEvent> Decide(Order order, OrderResubmit command, DecisionContext context)
    {
        var (_, now, policy, _) = context;
        var fields = new FieldReader();
        var submittedAt = order.SubmittedAt ?? now;
        CheckUnchanged(command.Order.Platform, order.Platform, "platform", fields);
        CheckUnchanged(command.Order.ExternalReference, order.ExternalReference, "externalReference", fields);
        var form = command.Order with { Platform = order.Platform, ExternalReference = order.ExternalReference };
        var complete = OrderFormReading.Read(form, policy, submittedAt, fields, isAccepted: true);
        if (complete is not null && complete.SubmittedAt != submittedAt)
            fields.Fault(Contradiction, "submittedAt", ReviewSlice.Clause, "as submitted");
        var answers = ReadAnswers(order, command.Answers, fields);
        if (complete is null || fields.AnyFault)
            return Refuse(fields.Faults);
        // A customer that the name and phone stood for moves with them; one that a token stood for stays.
        var byIdentity = order.Customer is { } known && CustomerIdentity.Of(order.Platform, known) == order.CustomerId;
        return Accept(new OrderResubmitted(context.By, now)
        {
            CustomerId = !byIdentity && order.CustomerId is { } kept ? kept : CustomerIdentity.Of(complete.Platform, complete.Customer),
            Region = complete.Region,
            Customer = complete.Customer,
            Acknowledgement = complete.Acknowledgement,
            Information = complete.Information,
            Answers = answers,
            DueAt = policy.Deadlines.DueAt(TaskKind.Review, complete.Information, now),
            DueUnit = policy.Deadlines.UnitOf(TaskKind.Review, complete.Information),
        });
    }

    private static void CheckUnchanged(string? entered, string? recorded, string path, FieldReader fields)
    {
        if (UnicodeText.Read(entered) is { } value && value != UnicodeText.Read(recorded))
            fields.Fault(Contradiction, path, "R2.1.2", "as submitted");
    }

    private static ImmutableArray<FindingAnswer> ReadAnswers(Order order, ImmutableArray<FindingAnswerForm> forms, FieldReader fields)
    {
        const string clause = ReviewSlice.Clause;
        var entries = forms.IsDefaultOrEmpty ? [] : fields.List<FindingAnswerForm>(forms, "answers", ReviewSlice.MaxFindings, clause);
        var answers = ImmutableArray.CreateBuilder<FindingAnswer>(entries.Length);
        var open = order.Review.OpenFindings;
        var named = new HashSet<int>();
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoAnswer;
            if (entry.Finding is not { } finding)
                fields.Fault(Required, new("answers", i, "finding"), clause);
            else if (!open.Contains(finding))
                fields.Fault(UnknownCode, new("answers", i, "finding"), clause, "an open finding");
            else if (!named.Add(finding))
                fields.Fault(Contradiction, new("answers", i, "finding"), clause, "once");
            var asked = fields.Text(entry.AskedPerson, new("answers", i, "askedPerson"), TextLimit.Name, clause);
            var verified = fields.Text(entry.Verified, new("answers", i, "verified"), TextLimit.Prose, clause);
            if (entry.Finding is { } number && asked is not null && verified is not null)
                answers.Add(new(number, asked, verified));
        }
        if (open.Where(finding => !named.Contains(finding)).ToArray() is { Length: > 0 } unanswered)
            fields.Fault(FindingUnanswered, "answers", clause,
                string.Join(',', unanswered.Select(finding => finding.ToString(CultureInfo.InvariantCulture))));
        return answers.ToImmutable();
    }

    private static Order Apply(Order order, OrderResubmitted e) => order with
    {
        Status = OrderStatus.UnderReview,
        CustomerId = e.CustomerId,
        Region = e.Region,
        Customer = e.Customer,
        Acknowledgement = e.Acknowledgement,
        Information = e.Information,
        PersonalDataErased = e.Customer is null,
        Entries = order.EntriesWith(e.By, Step.Command),
        Review = order.Review with { Answers = [.. order.Review.Answers, .. e.Answers ?? []], OpenFindings = [] },
        Clocks = order.Clocks.Stop(TaskKind.Correction).Start(TaskKind.Review, e.At, e.DueAt, e.DueUnit),
    };
}

/// <summary>The answer to a finding as entered: who was asked, and what was verified (R2.3).</summary>
/// <param name="Finding">The number of the finding.</param>
/// <param name="AskedPerson">The person who was asked.</param>
/// <param name="Verified">The result of the verification.</param>
[GenerateSerializer, Immutable, Alias("og.finding-answer-form")]
public sealed record FindingAnswerForm([property: Id(0)] int? Finding, [property: Id(1)] string? AskedPerson,
    [property: Id(2)] string? Verified);

/// <summary>The answer to a finding (R2.3).</summary>
/// <param name="Finding">The number of the finding.</param>
/// <param name="AskedPerson">The person who was asked.</param>
/// <param name="Verified">The result of the verification.</param>
[GenerateSerializer, Immutable, Alias("og.finding-answer")]
public sealed record FindingAnswer([property: Id(0)] int Finding, [property: Id(1)] string AskedPerson, [property: Id(2)] string Verified);

/// <summary>The corrected order was submitted again (R2.3).</summary>
public sealed record OrderResubmitted(string By, DateTimeOffset At) : OrderEvent(By, At)
{
    /// <summary>The customer's id after the correction.</summary>
    public required CustomerId CustomerId { get; init; }
    /// <summary>Where the customer is.</summary>
    public required Region Region { get; init; }
    /// <summary>The customer's information after the correction; null once it was erased.</summary>
    [Personal] public CustomerInformation? Customer { get; init; }
    /// <summary>The acknowledgement of the acceptance criteria; null if there is none, and after erasure.</summary>
    [Personal] public Acknowledgement? Acknowledgement { get; init; }
    /// <summary>The rest of the order's information after the correction.</summary>
    public required OrderInformation Information { get; init; }
    /// <summary>The answers to the findings; null once they were erased, since they name who was asked.</summary>
    [Personal] public ImmutableArray<FindingAnswer>? Answers { get; init; }
    /// <summary>When the review is due; null as long as no clock runs.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The unit of the review's clock; null while no clock runs, and in older events.</summary>
    public TimeUnit? DueUnit { get; init; }
}
