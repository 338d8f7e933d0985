using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Orders;

/// <summary>How an order is written as JSON in snapshots.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Order))]
public sealed partial class OrderJson : JsonSerializerContext;
