using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using GraphQL;
using OrderGrains.Domain.Content;
using OrderGrains.Domain.HoldAndCancellation;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;
using OrderGrains.Journal;

namespace OrderGrains.Server.Tests.GraphQL;

// A small API that has nothing to do with orders, except that it borrows their form as an input of realistic size.

/// <summary>A book.</summary>
[Access]
public sealed class Book(int number) : INode
{
    internal int Number => number;

    /// <summary>The book's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode("Book", new Guid(number, 0, 0, new byte[8]));
    /// <summary>The title.</summary>
    public string Title => $"Book {number} 书";
    /// <summary>The price.</summary>
    public decimal Price { get; } = 12.50m;
    /// <summary>The day of printing.</summary>
    public DateOnly Printed { get; } = new(2026, 1, 31);
    /// <summary>When it was lent.</summary>
    public DateTimeOffset LentAt { get; } = new(2026, 1, 31, 9, 15, 30, 120, TimeSpan.FromHours(1));
    /// <summary>For how long.</summary>
    public TimeSpan LentFor { get; } = TimeSpan.FromHours(49);
    /// <summary>Who may read it, see <see cref="Price"/>.</summary>
    public Roles Readers { get; } = Roles.Sales | Roles.SeniorLeader;
    /// <summary>The chapters.</summary>
    public ImmutableArray<string> Chapters { get; } = ["One", "Two"];
    /// <summary>What it waits for.</summary>
    public HoldKind? Hold => number % 2 == 0 ? HoldKind.AwaitingCustomer : HoldKind.None;
    /// <summary>What it cost.</summary>
    [Access(Roles.Finance)] public decimal Cost { get; } = 5;
    /// <summary>What is known of it.</summary>
    public JsonElement Facts => JsonSerializer.SerializeToElement(new { pages = number });
    /// <summary>Books like this one.</summary>
    public IReadOnlyList<Book> Similar => [new(number + 1)];
    /// <summary>The books beside it.</summary>
    public Connection<Book> Neighbours(int? first = null, string? after = null) =>
        LibraryQuery.Shelf(first, after ?? new Cursor("number", $"{number}", default).Encode(), null, null);
}

/// <summary>The executed operations, as far as the tests need them.</summary>
public sealed class Witness
{
    public List<string> Mutations { get; } = [];
    public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public Task NextBegins() => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    public void Begin()
    {
        Begun.TrySetResult();
        _next.TrySetResult();
    }
    public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public Channel<Lending> Lent { get; } = Channel.CreateUnbounded<Lending>();
}

/// <summary>A book was lent.</summary>
/// <param name="Number">Which one.</param>
/// <param name="Note">What was written down.</param>
[Access]
public sealed record Lending(int Number, string Note = "") : IResumable
{
    /// <summary>Where to go on.</summary>
    public string Cursor => $"lent-{Number}";
}

/// <summary>What can be asked.</summary>
[Name("Query")]
public sealed class LibraryQuery
{
    /// <summary>A greeting.</summary>
    /// <param name="name">Whom to greet.</param>
    [Access] public static string Hello(string? name = null) => $"Hello {name ?? "you"}";

    /// <summary>Who asks.</summary>
    [Access]
    public static string Me([Caller] Actor caller) =>
        $"{caller.Subject} {caller.Roles} {string.Join(',', caller.Platforms)} {caller.CustomerId}";

    /// <summary>The books.</summary>
    /// <param name="first">How many from the beginning.</param>
    /// <param name="after">After which.</param>
    /// <param name="last">How many from the end.</param>
    /// <param name="before">Before which.</param>
    [Access]
    public static Connection<Book> Shelf(int? first = null, string? after = null, int? last = null, string? before = null)
    {
        var page = PageRequest.Of(first, after, last, before, "number");
        var from = page.Cursor is null ? (page.Backward ? 1000 : -1) : int.Parse(page.Cursor.Key!, null);
        var books = Enumerable.Range(0, 1000).Where(number => page.Backward ? number < from : number > from);
        return page.Page(
            [.. (page.Backward ? books.OrderDescending() : books).Take(page.Size + 1).Select(number => new Book(number))],
            book => new Cursor("number", $"{book.Number}", default), _ => Task.FromResult(new Total(1000, true)));
    }

    /// <summary>A record by its global id.</summary>
    /// <param name="id">The id.</param>
    [Access] public static INode? Node([ApiId] string id) => GlobalId.TryDecode(id, "Book", out _) ? new Book(7) : null;

    /// <summary>What only finance may know.</summary>
    [Access(Roles.Finance | Roles.Auditor)] public static string Ledger() => "balanced";

    /// <summary>A fault of ours.</summary>
    [Access] public static string? Broken() => throw new KeyNotFoundException("SELECT secret FROM hidden.table");

    /// <summary>A fault of the store.</summary>
    [Access] public static string? Busy() => throw new JournalOverloadedException(TimeSpan.FromSeconds(3));

    /// <summary>Waits until it is told to end.</summary>
    [Access]
    public static async Task<string> Slow([FromServices] Witness witness, CancellationToken ct)
    {
        witness.Begun.TrySetResult();
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
        }
        finally
        {
            witness.Cancelled.TrySetResult();
        }
        return "never";
    }

    /// <summary>Waits for ever and does not listen.</summary>
    [Access] public static Task<string> Deaf() => new TaskCompletionSource<string>().Task;

    /// <summary>The sum of decimals, whatever kind of list they come in.</summary>
    [Access] public static decimal Sum(IReadOnlyList<decimal> numbers, decimal[]? more = null) => numbers.Sum() + (more ?? []).Sum();

    /// <summary>The roles of a set.</summary>
    [Access] public static Roles Union(Roles roles) => roles;

    /// <summary>An instant in UTC.</summary>
    [Access] public static DateTimeOffset Instant(DateTimeOffset at, DateOnly? day = null, TimeSpan? span = null) => at + (span ?? default);
}

/// <summary>What can be done.</summary>
[Name("Mutation")]
public sealed class LibraryMutation
{
    /// <summary>Takes an order.</summary>
    /// <param name="input">The order.</param>
    [Access]
    public static SubmitPayload Submit([InLanguage] Language language, SubmitInput input) =>
        input.Form.Platform is null
            ? new(null, [UserErrors.From(new Rejection.Invalid(RejectionCode.Required, "platform", "max 50", "R2.1"), language, "form")])
            : new(Describe(input), []);

    /// <summary>Takes many.</summary>
    [Access, LargeInput] public static int SubmitMany(ImmutableArray<OrderForm> forms) => forms.Length;

    /// <summary>Writes down that it was called.</summary>
    [Access]
    public static async Task<int> Note([FromServices] Witness witness, string text)
    {
        witness.Mutations.Add($"{text} begins");
        await Task.Yield();
        witness.Mutations.Add($"{text} ends");
        return witness.Mutations.Count;
    }

    /// <summary>Begins something.</summary>
    [Access, Urgency(Urgency.Create)] public static bool Begin() => true;

    /// <summary>Ends something.</summary>
    [Access, Urgency(Urgency.Finish)] public static bool Finish() => true;

    /// <summary>Ends something, and takes its time.</summary>
    [Access, Urgency(Urgency.Finish)]
    public static async Task<bool> FinishSlowly([FromServices] Witness witness, CancellationToken ct)
    {
        witness.Begin();
        await new TaskCompletionSource().Task.WaitAsync(ct);
        return true;
    }

    /// <summary>Is refused for every reason there is.</summary>
    [Access]
    public static SubmitPayload Refuse([InLanguage] Language language) => new(null,
    [
        UserErrors.From(new Rejection.Invalid(RejectionCode.TooLong, "service.deliverables[2].name", "max 200", "R7.2.2"), language),
        UserErrors.From(
            new Rejection.StateConflict(RejectionCode.StateConflict, "VERIFIED", "orderVerify", ["orderHold"], "R2.3"), language),
        UserErrors.From(new Rejection.SeparationOfDuties(RejectionCode.SodSelfReview, "orderSubmit", "eve", "R2.3"), language),
        UserErrors.From(new Rejection.ApprovalRequired(RejectionCode.SeniorApprovalRequired, Roles.SeniorLeader), language),
        UserErrors.From(new Rejection.NotAuthorised(RejectionCode.NotAuthorised, Roles.Sales | Roles.OrderManager), language),
        UserErrors.From(new Rejection.RuleBroken(RejectionCode.CustomerBlocked), language, "items[3]"),
        UserErrors.From(new Rejection.RuleBroken(RejectionCode.NotFound), language),
        UserErrors.Stale(7, language),
        UserErrors.IdempotencyConflict(language),
        UserErrors.From(new JournalOverloadedException(TimeSpan.FromMilliseconds(1500)), language)!,
        UserErrors.From(new OutcomeUnknownException(), language)!,
        UserErrors.From(new JournalUnavailableException("db.internal:5432"), language)!,
    ]);

    private static string Describe(SubmitInput input) => string.Join('|',
        input.Form.Customer?.Address?.City, input.Form.Fee, input.Form.Service?.Goals is { } goals ? string.Join('+', goals) : "none",
        input.Form.AcceptanceCriteria?.Length, input.DryRun, input.Form.Term is null);
}

/// <summary>What can be followed.</summary>
[Name("Subscription")]
public sealed class LibrarySubscription
{
    /// <summary>The books that are lent.</summary>
    /// <param name="fail">Whether it cannot be followed.</param>
    [Access]
    public static EventSource<Lending> Lent(
        [FromServices] Witness witness, [LastEventId] string? lastEventId, CancellationToken ct, bool fail = false) =>
        fail ? throw new KeyNotFoundException("SELECT secret FROM hidden.table")
            : new(witness.Lent.Reader.ReadAllAsync(ct), () => lastEventId ?? "start");

    /// <summary>More than anybody can take.</summary>
    [Access]
    public static EventSource<Lending> Flood([FromServices] Witness witness, CancellationToken ct) =>
        new(FloodAsync(witness, ct), () => "");

    private static async IAsyncEnumerable<Lending> FloodAsync(Witness witness, [EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            for (var i = 0; !ct.IsCancellationRequested; i++)
            {
                await Task.Yield();
                yield return new(i, new string('x', 100_000));
            }
        }
        finally
        {
            witness.Cancelled.TrySetResult();
        }
    }
}

/// <summary>Input of submit.</summary>
/// <param name="Form">The order.</param>
/// <param name="DryRun">Whether it is only tried.</param>
public sealed record SubmitInput(OrderForm Form, bool DryRun = false);

/// <summary>Answer of submit.</summary>
/// <param name="Text">What was taken.</param>
/// <param name="Errors">Why nothing was.</param>
[Access]
public sealed record SubmitPayload(string? Text, IReadOnlyList<IUserError> Errors);
