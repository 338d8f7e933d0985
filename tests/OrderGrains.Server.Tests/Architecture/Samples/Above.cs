using OrderGrains.Server.Tests.Architecture.Samples.Below;

namespace OrderGrains.Server.Tests.Architecture.Samples.Above;

[Sample]
internal sealed class InAttribute;

internal static class InBody
{
    public static void Touch() => Sample.Value++;
}

internal static class InConstraint
{
    public static void Take<T>()
        where T : Sample
    {
    }
}

internal sealed class InField
{
    public static readonly Sample[] All = [];
}

internal static class InGenericArgument
{
    public static object Make() => new List<Sample[]>();
}

internal static class InLambda
{
    public static Func<int> Make(int more) => () => Sample.Value + more;
}

internal static class InParameter
{
    public static bool IsNone(Sample? value) => value is null;
}

internal static class InTask
{
    public static async Task TouchAsync()
    {
        await Task.Yield();
        Sample.Value++;
    }
}
