namespace OrderGrains.Domain.Customers;

// What crosses wire and disk: append only. State, commands, events.

/// <summary>A customer: the fold of its events. Immutable.</summary>
[GenerateSerializer, Immutable, Alias("og.customer")]
public sealed record Customer([property: Id(0)] Block? Block = null)
{
    /// <summary>A customer that nothing was recorded about yet.</summary>
    public static readonly Customer None = new();
}

/// <summary>Why, by whom and since when new orders of a customer are refused.</summary>
/// <param name="Reason">Why.</param>
/// <param name="By">Who blocked it: the subject of the token.</param>
/// <param name="Since">Since when.</param>
[GenerateSerializer, Immutable, Alias("og.customer.block")]
public sealed record Block([property: Id(0)] string Reason, [property: Id(1)] string By, [property: Id(2)] DateTimeOffset Since);

/// <summary>Commands on customers.</summary>
[GenerateSerializer, Immutable, Alias("og.customer-command")]
public abstract record CustomerCommand
{
    private CustomerCommand() { }

    /// <summary>Refuses new orders of the customer from now on.</summary>
    [GenerateSerializer, Immutable, Alias("og.customer.block-customer")]
    public sealed record BlockCustomer([property: Id(0)] string? Reason) : CustomerCommand;

    /// <summary>Accepts new orders of the customer again.</summary>
    [GenerateSerializer, Immutable, Alias("og.customer.unblock-customer")]
    public sealed record UnblockCustomer([property: Id(0)] string? Reason) : CustomerCommand;
}

/// <summary>Something that happened to a customer.</summary>
public abstract record CustomerEvent(string By, DateTimeOffset At);

/// <summary>The customer was blocked: its new orders are refused.</summary>
public sealed record CustomerBlocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);

/// <summary>The block was lifted.</summary>
public sealed record CustomerUnblocked(string By, DateTimeOffset At, string Reason) : CustomerEvent(By, At);
