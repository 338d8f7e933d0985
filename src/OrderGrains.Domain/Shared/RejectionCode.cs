namespace OrderGrains.Domain.Shared;

/// <summary>Every code that a refusal can carry. In the API a code is written in capitals (<c>SOD_SELF_REVIEW</c>); a published code never
/// changes its meaning.</summary>
public enum RejectionCode
{
    /// <summary>A field that has to be filled is missing or blank.</summary>
    Required,
    /// <summary>A text is longer than allowed, in characters.</summary>
    TooLong,
    /// <summary>A list has more entries than allowed.</summary>
    TooMany,
    /// <summary>A text holds characters that no text may hold (control characters, NUL, lone surrogates).</summary>
    InvalidCharacters,
    /// <summary>A value is not written as its type demands (a phone, an e-mail address, an id).</summary>
    Malformed,
    /// <summary>An amount is not a decimal number.</summary>
    NotANumber,
    /// <summary>An amount has more decimals than its currency has.</summary>
    TooManyDecimals,
    /// <summary>A number or a date is outside the range allowed.</summary>
    OutOfRange,
    /// <summary>A date or an instant does not exist or is not written as ISO 8601 demands.</summary>
    NotADate,
    /// <summary>Two dates contradict each other.</summary>
    DateOrder,
    /// <summary>A code is not on the list it belongs to (service type, currency, country, platform, method).</summary>
    UnknownCode,
    /// <summary>Two values of one list or two fields of one input exclude each other.</summary>
    Contradiction,
    /// <summary>The acceptance criteria lack a category (R7.3.2).</summary>
    CriterionMissing,
    /// <summary>There is no such record, or the actor may not know of it.</summary>
    NotFound,
    /// <summary>The actor's roles do not allow the command.</summary>
    NotAuthorised,
    /// <summary>The record's status does not allow the command.</summary>
    StateConflict,
    /// <summary>The order is on hold; only resuming, cancellation, changes, complaints, documents and payments go on.</summary>
    OrderOnHold,
    /// <summary>A cancellation is being assessed; forward steps wait for its decision.</summary>
    CancellationInAssessment,
    /// <summary>A person who entered or corrected the order may not review it (R2.3).</summary>
    SodSelfReview,
    /// <summary>The requester of a cancellation may not decide on it.</summary>
    SodSelfDecision,
    /// <summary>Only the reviewer who claimed the review decides on it (R2.3).</summary>
    NotTheClaimer,
    /// <summary>Not every finding of the review was answered (R2.3).</summary>
    FindingUnanswered,
    /// <summary>The order does not record who acknowledged the acceptance criteria at signing (R7.3.1).</summary>
    AcknowledgementMissing,
    /// <summary>An obligatory role is missing: of the team (R4.1), or at the kick-off meeting (R4.2).</summary>
    RoleMissing,
    /// <summary>The person is no member of the order's project team (R4.1).</summary>
    NotOnRoster,
    /// <summary>Only the order's own project manager does this (R4).</summary>
    NotTheProjectManager,
    /// <summary>Only the owner and the project manager may do this.</summary>
    NotTheOwner,
    /// <summary>Tasks depend on each other, or contain each other, in a circle (R4.3).</summary>
    TaskCycle,
    /// <summary>A task's dates contradict what it depends on (R4.3).</summary>
    DependencyBroken,
    /// <summary>A person who proposed, entered, corrected, submitted or will carry out something may not approve it, and nobody gives both
    /// of two approvals (R3.2, R4).</summary>
    SodSelfApproval,
    /// <summary>The plan still needs the approval of the other side: order management, or a leader (R4.3).</summary>
    PlanApprovalRequired,
    /// <summary>A senior leader has to approve.</summary>
    SeniorApprovalRequired,
    /// <summary>The customer is blocked; new orders are refused.</summary>
    CustomerBlocked,
    /// <summary>The team has not enough free capacity in a week (R3.1.1).</summary>
    CapacityExceeded,
    /// <summary>The reservation of the team's capacity has expired, and there is no room for it any more (R3.2).</summary>
    ReservationExpired,
    /// <summary>A person may not change their own entry in the staff register or make themselves a substitute.</summary>
    SodSelfAppointment,
    /// <summary>The actor is not the substitute of this person now.</summary>
    NotSubstitute,
    /// <summary>The person has left the company.</summary>
    PersonLeft,
    /// <summary>The same key or reference came before with another content.</summary>
    IdempotencyConflict,
    /// <summary>The record has moved on since the revision that the caller expected.</summary>
    StaleRevision,
    /// <summary>The system is busy; try again after the time given.</summary>
    Overloaded,
    /// <summary>Whether the command took effect is not known; repeat it with the same key.</summary>
    OutcomeUnknown,
    /// <summary>The store cannot be reached; nothing was recorded; try again after the time given.</summary>
    Unavailable,
}
