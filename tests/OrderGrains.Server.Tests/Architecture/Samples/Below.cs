using OrderGrains.Server.Tests.Architecture.Samples.Above;

namespace OrderGrains.Server.Tests.Architecture.Samples.Below;

[AttributeUsage(AttributeTargets.Class)]
internal sealed class SampleAttribute : Attribute;

internal abstract class Sample
{
    public static int Value { get; set; }

    public static void Back() => InBody.Touch();
}
