namespace OrderGrains.Domain.Customers;

/// <summary>A command on a customer.</summary>
[GenerateSerializer, Immutable, Alias("og.customer-command")]
public abstract record CustomerCommand;

/// <summary>Something that happened to a customer.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record CustomerEvent(string By, DateTimeOffset At);
