using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Ordering.OrderingCommand;
using static OrderGrains.Domain.Orders.OrderStatus;
using static OrderGrains.Domain.Shared.RejectionCode;
using static OrderGrains.Domain.Shared.Roles;

namespace OrderGrains.Domain.Ordering;

/// <summary>The lines of receipt, review, hold and cancellation (R2) in the table of steps.</summary>
public static class OrderingSteps
{
    /// <summary>The name of <see cref="CreateDraft"/>.</summary>
    public const string DraftCreate = "orderDraftCreate";
    /// <summary>The name of <see cref="UpdateDraft"/>.</summary>
    public const string DraftUpdate = "orderDraftUpdate";
    /// <summary>The name of <see cref="OrderingCommand.Submit"/>, for one order and for many.</summary>
    public const string OrderSubmit = "orderSubmit";
    /// <summary>The name of <see cref="OrderingCommand.Resubmit"/>.</summary>
    public const string OrderResubmit = "orderResubmit";
    /// <summary>The name of <see cref="RequestCancellation"/>.</summary>
    public const string CancellationRequest = "orderCancellationRequest";

    private const Roles Drafters = Sales | OrderManager | Roles.Customer;
    private static readonly ImmutableArray<OrderStatus> Running =
        [Received, UnderReview, Correction, Verified, AssignmentPending, Assigned, TeamReady, OrderStatus.Planning, PlanReview, InExecution];

    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderStep> All { get; } =
    [
        new(DraftCreate, Json.CreateDraft, Drafters, [OrderStatus.None]) { Clause = "R2.2" },
        new(DraftUpdate, Json.UpdateDraft, Drafters, [Draft]) { Clause = "R2.2" },
        new("orderDraftDiscard", Json.DiscardDraft, Drafters, [Draft]) { Clause = "R2.2", Bare = new DiscardDraft() },
        new(OrderSubmit, Json.Submit, Drafters | Platform, [OrderStatus.None, Draft]) { Clause = "R2.1", Bare = new Submit(null, ""), Access = SubmissionAccess },
        Review(new("orderReviewClaim", Json.ClaimReview, OrderReviewer, [Received, UnderReview])
        { While = order => !IsClaimed(order), Guards = [NotOwnEntry], Bare = new ClaimReview() }),
        Review(new("orderReviewRelease", Json.ReleaseReview, OrderReviewer | OrderManager, [UnderReview])
        { While = IsClaimed, Guards = [ClaimerOrManager], Bare = new ReleaseReview() }),
        Review(new("orderReviewReturn", Json.ReturnForCorrection, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer] }),
        Review(new(OrderResubmit, Json.Resubmit, Drafters | Platform, [Correction]) { Guards = [OwnEntryOrManagerOrPlatform] }, TaskKind.Correction),
        Review(new("orderVerify", Json.Verify, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer], Bare = new Verify((string?)null) }),
        Review(new("orderReject", Json.Reject, OrderReviewer, [UnderReview]) { While = IsClaimed, Guards = [Claimer] }),
        new("orderHold", Json.PutOnHold, OrderManager | Roles.System, Running) { While = order => order.Hold is null },
        new("orderResume", Json.Resume, OrderManager, Running) { While = order => order.Hold is not null, Bare = new Resume((string?)null) },
        new(CancellationRequest, Json.RequestCancellation, Drafters | Platform, Running) { While = order => order.Cancellation is null },
        new("orderCancellationDecide", Json.DecideCancellation, OrderManager, Running)
        { While = order => order.Cancellation is not null, Guards = [NotOwnRequest], Task = TaskKind.Cancellation },
    ];

    private static OrderingJson Json => OrderingJson.Default;

    private static OrderStep Review(OrderStep step, TaskKind task = TaskKind.Review) => step with { Forward = true, Clause = "R2.3", Task = task };

    private static bool IsClaimed(Order order) => order.Review.ClaimedBy is not null;

    // Decided before the order is looked up: an online order's identity is its platform and reference, so an actor that may not submit
    // for the platform must not learn which references are taken.
    private static Rejection? SubmissionAccess(Order order, OrderCommand command, Actor actor) => command switch
    {
        Submit { Form: { } form } => UnicodeText.Read(form.Platform) is { } platform && !OrderingRules.MaySubmitFor(platform, actor) ? OrderingRules.NotThePlatforms : null,
        _ => order.Status == OrderStatus.None ? new Rejection.RuleBroken(NotFound) : null,
    };

    private static Rejection.SeparationOfDuties? NotOwnEntry(Order order, Actor actor)
    {
        foreach (var entry in order.Entries)
            if (entry.By == actor.Subject)
                return new(RejectionCode.SodSelfReview, entry.Step, entry.By, "R2.3");
        return null;
    }

    private static Rejection.RuleBroken? Claimer(Order order, Actor actor) =>
        order.Review.ClaimedBy == actor.Subject ? null : new(RejectionCode.NotTheClaimer, Clause: "R2.3");

    private static Rejection.RuleBroken? ClaimerOrManager(Order order, Actor actor) => actor.IsAny(OrderManager) ? null : Claimer(order, actor);

    private static Rejection.NotAuthorised? OwnEntryOrManagerOrPlatform(Order order, Actor actor) =>
        actor.IsAny(OrderManager | Platform) || order.Entries.Any(entry => entry.By == actor.Subject)
            ? null : new(RejectionCode.NotAuthorised, OrderManager | Platform, "R2.3");

    private static Rejection.SeparationOfDuties? NotOwnRequest(Order order, Actor actor) =>
        order.Cancellation?.By == actor.Subject ? new(RejectionCode.SodSelfDecision, CancellationRequest, actor.Subject) : null;
}

/// <summary>The lines of review, correction and cancellation (R2.3) in the table of tasks.</summary>
public static class OrderingTasks
{
    /// <summary>The lines.</summary>
    public static ImmutableArray<OrderTask> All { get; } =
    [
        new(TaskKind.Review, OrderReviewer, order => order.Status is Received or UnderReview)
        { Forward = true, TakenBy = order => order.Review.ClaimedBy is { } reviewer ? [reviewer] : [], Excluded = order => [.. order.Entries.Select(entry => entry.By)] },
        new(TaskKind.Correction, OrderManager, order => order.Status == Correction) { Forward = true, Owner = order => order.Entries is [var entry, ..] ? entry.By : null },
        new(TaskKind.Cancellation, OrderManager, order => order.Cancellation is not null) { Excluded = order => order.Cancellation is { } request ? [request.By] : [] },
    ];
}

/// <summary>Receipt, review, hold and cancellation (R2): what the gate leaves to decide, and what the events make of an order.</summary>
public static class OrderingRules
{
    /// <summary>The refusal of a submission for a platform by those who may not submit for it.</summary>
    internal static readonly Rejection.NotAuthorised NotThePlatforms = new(NotAuthorised, Roles.Platform | Roles.Sales | Roles.OrderManager, "R2.1.2");
    /// <summary>The most findings that a review returns an order with, and so the most answers.</summary>
    public const int MaxFindings = 50;

    private static readonly FindingForm NoFinding = new(null, null);
    private static readonly FindingAnswerForm NoAnswer = new(null, null, null);

    /// <summary>Decides on a command that the gate let through.</summary>
    /// <param name="actor">The actor, with no more than the roles that reach this order.</param>
    public static Decision<OrderEvent> Decide(Order order, OrderingCommand command, Actor actor, DateTimeOffset now, OrderPolicy policy) => command switch
    {
        CreateDraft c => OfDraft(c.Form, policy, now, new DraftCreated(actor.Subject, now, ActsAsCustomer(actor) ? actor.CustomerId : null, c.Form)),
        UpdateDraft c => OfDraft(c.Form, policy, now, new DraftUpdated(actor.Subject, now, c.Form)),
        DiscardDraft => Accept(new DraftDiscarded(actor.Subject, now)),
        Submit c => OfSubmit(order, c, actor, now, policy),
        ClaimReview => Accept(new ReviewClaimed(actor.Subject, now)),
        ReleaseReview => Accept(new ReviewReleased(actor.Subject, now)),
        ReturnForCorrection c => OfReturn(order, c, actor, now, policy),
        Resubmit c => OfResubmit(order, c, actor, now, policy),
        Verify c => OfVerify(order, c, actor, now, policy),
        Reject c => OfText(c.Reason, "reason", "R2.3", true, reason => new OrderRejected(actor.Subject, now, reason ?? "")),
        PutOnHold c => OfHold(c, actor, now, policy),
        Resume c => OfText(c.Note, "note", null, false, note => new OrderResumed(actor.Subject, now, note, policy.Deadlines.AfterHold(order.Clocks, order.Hold!.Since, now))), // the gate lets nobody resume without a hold
        RequestCancellation c => OfText(c.Reason, "reason", null, true, reason => new CancellationRequested(actor.Subject, now, reason ?? "")),
        DecideCancellation c => OfText(c.Reason, "reason", null, !c.Approve, reason =>
            c.Approve ? new OrderCancelled(actor.Subject, now, reason, order.Assignment.Reference) : new CancellationDeclined(actor.Subject, now, reason ?? "")),
        _ => throw new UnreachableException(command.GetType().Name),
    };

    /// <summary>Applies an event.</summary>
    public static Order Evolve(Order order, OrderingEvent @event) => @event switch
    {
        DraftCreated e => order with
        {
            Status = OrderStatus.Draft,
            CustomerId = e.EnteredFor,
            Draft = e.Form,
            PersonalDataErased = e.Form is null,
            Entries = Enter(order, e, OrderingSteps.DraftCreate),
        },
        DraftUpdated e => order with { Draft = e.Form, PersonalDataErased = e.Form is null, Entries = Enter(order, e, OrderingSteps.DraftUpdate) },
        DraftDiscarded => order with { Status = OrderStatus.Discarded },
        OrderSubmitted e => order with
        {
            Status = OrderStatus.Received,
            Number = e.Number,
            Platform = e.Platform,
            ExternalReference = e.ExternalReference,
            SubmittedAt = e.SubmittedAt,
            OrderDate = e.OrderDate,
            CustomerId = e.CustomerId,
            Region = e.Region,
            Customer = e.Customer,
            Acknowledgement = e.Acknowledgement,
            Information = e.Information,
            Draft = null,
            PersonalDataErased = e.Customer is null,
            Entries = Enter(order, e, OrderingSteps.OrderSubmit),
            Review = Review.None,
            Clocks = order.Clocks.Start(TaskKind.Review, e.At, e.DueAt, e.DueUnit),
        },
        ReviewClaimed e => order with { Status = OrderStatus.UnderReview, Review = order.Review with { ClaimedBy = e.By } },
        // Back to where it was claimed from: after a correction the review goes on, unclaimed.
        ReviewReleased => order with
        {
            Status = order.Review.Findings.IsEmpty ? OrderStatus.Received : OrderStatus.UnderReview,
            Review = order.Review with { ClaimedBy = null },
        },
        ReturnedForCorrection e => order with
        {
            Status = OrderStatus.Correction,
            Review = order.Review with
            {
                ClaimedBy = null,
                Findings = [.. order.Review.Findings, .. e.Findings],
                OpenFindings = [.. e.Findings.Select(finding => finding.Number)],
            },
            Clocks = order.Clocks.Stop(TaskKind.Review).Start(TaskKind.Correction, e.At, e.DueAt, e.DueUnit),
        },
        OrderResubmitted e => order with
        {
            Status = OrderStatus.UnderReview,
            CustomerId = e.CustomerId,
            Region = e.Region,
            Customer = e.Customer,
            Acknowledgement = e.Acknowledgement,
            Information = e.Information,
            PersonalDataErased = e.Customer is null,
            Entries = Enter(order, e, OrderingSteps.OrderResubmit),
            Review = order.Review with { Answers = [.. order.Review.Answers, .. e.Answers ?? []], OpenFindings = [] },
            Clocks = order.Clocks.Stop(TaskKind.Correction).Start(TaskKind.Review, e.At, e.DueAt, e.DueUnit),
        },
        OrderVerified => order with { Status = OrderStatus.Verified, Clocks = order.Clocks.Stop(TaskKind.Review) },
        OrderRejected e => order with { Status = OrderStatus.Rejected, EndReason = e.Reason, Clocks = [] },
        OrderHeld e => order with { Hold = new(e.Kind, e.Reason, e.ExpectedResume, e.By, e.At) },
        OrderResumed e => order with { Hold = null, Clocks = order.Clocks.Move(e.Clocks) },
        CancellationRequested e => order with { Cancellation = new(e.Reason, e.By, e.At) },
        CancellationDeclined => order with { Cancellation = null },
        OrderCancelled e => order with
        {
            Status = OrderStatus.Cancelled,
            EndReason = e.Reason ?? order.Cancellation?.Reason,
            Cancellation = null,
            Hold = null,
            Clocks = [],
        },
        _ => throw new UnreachableException(@event.GetType().Name),
    };

    /// <summary>Whether the actor may submit orders of the platform: the staff, and the platform itself (R2.1.2).</summary>
    internal static bool MaySubmitFor(string platform, Actor actor) => actor.IsAny(Roles.Sales | Roles.OrderManager) || OrderScope.Of(actor).Reaches(platform);

    private static Decision<OrderEvent> OfDraft(OrderForm form, OrderPolicy policy, DateTimeOffset now, OrderingEvent @event) =>
        OrderFormReading.FaultsOfDraft(form, policy, now) is { IsEmpty: false } faults ? Refuse(faults) : Accept(@event);

    private static Decision<OrderEvent> OfSubmit(Order order, Submit command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var form = command.Form ?? OrderForms.Of(order);
        var platform = UnicodeText.Read(form.Platform);
        var staff = actor.IsAny(Roles.Sales | Roles.OrderManager);
        if (platform is not null && !MaySubmitFor(platform, actor))
            return Decision<OrderEvent>.Reject(NotThePlatforms);
        var fields = new FieldReader();
        if (platform is null && !staff && !actor.IsAny(Roles.Customer))
            fields.Fault(Required, "platform", "R2.1.2");
        // An online order's identity is its platform and reference, a draft's is not: submitted from a draft it could come twice.
        if (platform is not null && order.Status == OrderStatus.Draft)
            fields.Fault(Contradiction, "platform", "R2.1.2", "not from a draft");
        if (OrderFormReading.Read(form, policy, now, fields) is not { } complete)
            return Refuse(fields.Faults);
        var customerId = order.CustomerId ?? (ActsAsCustomer(actor) ? actor.CustomerId : null) ?? CustomerIdentity.Of(complete.Platform, complete.Customer);
        if (IsBlocked(customerId, complete.Customer, policy))
            return Decision<OrderEvent>.Reject(new Rejection.RuleBroken(RejectionCode.CustomerBlocked));
        return Accept(new OrderSubmitted(actor.Subject, now)
        {
            Number = command.Number,
            Platform = complete.Platform,
            ExternalReference = complete.ExternalReference,
            OrderDate = complete.OrderDate,
            SubmittedAt = complete.SubmittedAt,
            CustomerId = customerId,
            Region = complete.Region,
            Customer = complete.Customer,
            Acknowledgement = complete.Acknowledgement,
            Information = complete.Information,
            DueAt = policy.Deadlines.DueAt(TaskKind.Review, complete.Information, now),
            DueUnit = policy.Deadlines.UnitOf(TaskKind.Review, complete.Information),
        });
    }

    private static Decision<OrderEvent> OfReturn(Order order, ReturnForCorrection command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var entries = fields.List<FindingForm>(command.Findings, "findings", MaxFindings, "R2.3");
        var findings = ImmutableArray.CreateBuilder<Finding>(entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i] ?? NoFinding;
            var path = fields.Text(entry.Path, new("findings", i, "path"), TextLimit.Name, "R2.3");
            var message = fields.Text(entry.Message, new("findings", i, "message"), TextLimit.Prose, "R2.3");
            if (path is not null && !OrderForms.HasPlace(order.Information, path))
                fields.Fault(UnknownCode, new("findings", i, "path"), "R2.3", "a field of the order");
            if (path is not null && message is not null)
                findings.Add(new(order.Review.Findings.Length + i + 1, path, message));
        }
        return fields.AnyFault ? Refuse(fields.Faults) : Accept(new ReturnedForCorrection(
            actor.Subject, now, findings.DrainToImmutable(), policy.Deadlines.DueAt(TaskKind.Correction, order.Information, now),
            policy.Deadlines.UnitOf(TaskKind.Correction, order.Information)));
    }

    private static Decision<OrderEvent> OfResubmit(Order order, Resubmit command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var submittedAt = order.SubmittedAt ?? now;
        Unchanged(command.Form.Platform, order.Platform, "platform", fields);
        Unchanged(command.Form.ExternalReference, order.ExternalReference, "externalReference", fields);
        var form = command.Form with { Platform = order.Platform, ExternalReference = order.ExternalReference };
        var complete = OrderFormReading.Read(form, policy, submittedAt, fields, isAccepted: true);
        if (complete is not null && complete.SubmittedAt != submittedAt)
            fields.Fault(Contradiction, "submittedAt", "R2.3", "as submitted");
        var answers = ReadAnswers(order, command.Answers, fields);
        if (complete is null || fields.AnyFault)
            return Refuse(fields.Faults);
        // A customer that the name and phone stood for moves with them; one that a token stood for stays.
        var byIdentity = order.Customer is { } known && CustomerIdentity.Of(order.Platform, known) == order.CustomerId;
        return Accept(new OrderResubmitted(actor.Subject, now)
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

    private static void Unchanged(string? entered, string? recorded, string path, FieldReader fields)
    {
        if (UnicodeText.Read(entered) is { } value && value != UnicodeText.Read(recorded))
            fields.Fault(Contradiction, path, "R2.1.2", "as submitted");
    }

    private static ImmutableArray<FindingAnswer> ReadAnswers(Order order, ImmutableArray<FindingAnswerForm> forms, FieldReader fields)
    {
        const string clause = "R2.3";
        var entries = forms.IsDefaultOrEmpty ? [] : fields.List<FindingAnswerForm>(forms, "answers", MaxFindings, clause);
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
            fields.Fault(FindingUnanswered, "answers", clause, string.Join(',', unanswered.Select(finding => finding.ToString(CultureInfo.InvariantCulture))));
        return answers.ToImmutable();
    }

    private static Decision<OrderEvent> OfVerify(Order order, Verify command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        var note = fields.Text(command.Note, "note", TextLimit.Prose, "R2.3", required: false);
        OrderFormReading.Read(OrderForms.Of(order), policy, now, fields);
        var faults = fields.Faults;
        if (order.Acknowledgement is null)
            faults = faults.Add(new Rejection.RuleBroken(AcknowledgementMissing, "contract.acknowledgement", "R7.3.1"));
        return faults.IsEmpty ? Accept(new OrderVerified(actor.Subject, now, note)) : Refuse(faults);
    }

    private static Decision<OrderEvent> OfHold(PutOnHold command, Actor actor, DateTimeOffset now, OrderPolicy policy)
    {
        var fields = new FieldReader();
        if (command.Kind == HoldKind.None)
            fields.Fault(Required, "kind", null);
        var reason = fields.Text(command.Reason, "reason", TextLimit.Prose, null);
        var resume = fields.Date(command.ExpectedResume, "expectedResume", null);
        if (resume < policy.DayOf(now))
            fields.Fault(OutOfRange, "expectedResume", null, "not in the past");
        return fields.AnyFault || reason is null || resume is null
            ? Refuse(fields.Faults) : Accept(new OrderHeld(actor.Subject, now, command.Kind, reason, resume.Value));
    }

    private static Decision<OrderEvent> OfText(string? value, string path, string? clause, bool required, Func<string?, OrderingEvent> happens)
    {
        var fields = new FieldReader();
        var text = fields.Text(value, path, TextLimit.Prose, clause, required);
        return fields.AnyFault ? Refuse(fields.Faults) : Accept(happens(text));
    }

    private static ImmutableArray<Entry> Enter(Order order, OrderEvent @event, string step) =>
        order.Entries.Any(entry => entry.By == @event.By) ? order.Entries : order.Entries.Add(new(@event.By, step));

    // A blocked company does not get around its block by another account: the name and phone that the order gives count as well.
    private static bool IsBlocked(CustomerId customer, CustomerInformation information, OrderPolicy policy) => policy.BlockedCustomers.Count > 0
        && (policy.BlockedCustomers.Contains(customer) || policy.BlockedCustomers.Contains(CustomerIdentity.OfNameAndPhone(information.Name, information.Phone)));

    private static bool ActsAsCustomer(Actor actor) => actor.IsAny(Roles.Customer) && !actor.IsAny(Roles.Sales | Roles.OrderManager);

    private static Decision<OrderEvent> Accept(OrderEvent @event) => Decision<OrderEvent>.Accept(@event);

    private static Decision<OrderEvent> Refuse(ImmutableArray<Rejection> reasons) => new Decision<OrderEvent>.Rejected(reasons);
}
