using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>An order's id: a hash of what makes it this order, so that a repeated submission meets the same order.</summary>
[GenerateSerializer, Immutable, Alias("og.order-id"), JsonConverter(typeof(OrderIdJson))]
public readonly record struct OrderId([property: Id(0)] Guid Value)
{
    /// <summary>The id of an online submission: the platform and its reference are its identity.</summary>
    public static OrderId OfSubmission(string platform, string externalReference) =>
        new(Identity.Of("order", "submission", platform, externalReference));

    /// <summary>The id of an order without a reference: the mutation, who called it and the caller's key.</summary>
    public static OrderId OfKey(string mutation, string subject, string key) => new(Identity.Of("order", mutation, subject, key));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Writes an order's id as 32 hexadecimal digits.</summary>
public sealed class OrderIdJson() : IdJson<OrderId>(value => new(value), id => id.Value);
