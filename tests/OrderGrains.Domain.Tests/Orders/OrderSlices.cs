using OrderGrains.Domain.Orders;

namespace OrderGrains.Domain.Tests.Orders;

/// <summary>The slices by the names of their folders: each has approved tables of its own.</summary>
internal static class OrderSlices
{
    public static TheoryData<string> Names => [.. OrderSlice.All.Select(NameOf)];

    /// <summary>The steps of a slice.</summary>
    public static IEnumerable<OrderStep> StepsOf(string slice) => OrderSlice.All.Single(one => NameOf(one) == slice).Steps;

    /// <summary>The sample commands of a slice, in the order of their steps.</summary>
    public static IEnumerable<OrderCommand> CommandsOf(string slice) =>
        StepsOf(slice).Select(step => Samples.Commands.Single(command => OrderSteps.Of(command) == step));

    // A command lies in a folder.
    private static string NameOf(OrderSlice slice) =>
        slice.Steps.Select(step => step.Json.Type.Namespace!.Split('.')[^1]).Distinct().Single();
}
