namespace OrderGrains.Domain.Orders;

/// <summary>Something that happened to an order.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record OrderEvent(string By, DateTimeOffset At);
