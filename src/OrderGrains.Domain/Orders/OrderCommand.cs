namespace OrderGrains.Domain.Orders;

/// <summary>A command on an order, with the caller's own values. Its name in the API is the name of its mutation.</summary>
[GenerateSerializer, Immutable, Alias("og.order-command")]
public abstract record OrderCommand;

/// <summary>A command that a substitute may give for somebody absent.</summary>
public interface ISubstitutable
{
    /// <summary>The absent person for whom a substitute acts, as entered: the subject of the token.</summary>
    string? OnBehalfOf { get; }
}
