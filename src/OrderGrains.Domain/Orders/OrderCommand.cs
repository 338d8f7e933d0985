namespace OrderGrains.Domain.Orders;

/// <summary>Something that somebody wants done with an order. Its name in the API is the name of its mutation.</summary>
[GenerateSerializer, Immutable, Alias("og.order-command")]
public abstract record OrderCommand;
