using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>Fingerprints of commands on orders: two commands that mean the same have the same one.</summary>
public static class OrderFingerprint
{
    /// <summary>The fingerprint of a command, 32 bytes. What the server looked up is not part of it.</summary>
    public static byte[] Of(OrderCommand command)
    {
        var step = OrderSteps.Of(command);
        return Fingerprint.Of(step.Command, step.Canonical(command), step.Json);
    }

    /// <summary>Makes the fingerprint that stores may still hold for the command, where its spelling was once another; null where it was
    /// the same.</summary>
    public static Func<byte[]>? EarlierOf(OrderCommand command)
    {
        var step = OrderSteps.Of(command);
        return step.EarlierCanonical is { } earlier ? () => Fingerprint.Of(step.Command, earlier(command), step.Json) : null;
    }
}
