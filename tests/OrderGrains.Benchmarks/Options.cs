using System.Globalization;

namespace OrderGrains.Benchmarks;

/// <summary>The command line: <c>--name value</c> and <c>--flag</c>. A value may begin with <c>--</c> if there is a space in it.</summary>
internal sealed class Options
{
    private readonly Dictionary<string, string> values = [];

    public Options(ReadOnlySpan<string> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"'{arguments[i]}' is not an option.");
            var valued = i + 1 < arguments.Length
                && (!arguments[i + 1].StartsWith("--", StringComparison.Ordinal)
                    || arguments[i + 1].Contains(' ', StringComparison.Ordinal));
            values[arguments[i][2..]] = valued ? arguments[++i] : "";
        }
    }

    public bool Flag(string name) => values.ContainsKey(name);
    public string Text(string name, string otherwise) => values.GetValueOrDefault(name, otherwise);
    public string Required(string name) => values.GetValueOrDefault(name) ?? throw new ArgumentException($"--{name} is missing.");
    public int Number(string name, int otherwise) =>
        values.TryGetValue(name, out var x) ? int.Parse(x, CultureInfo.InvariantCulture) : otherwise;
    public double Seconds(string name, double otherwise) =>
        values.TryGetValue(name, out var x) ? double.Parse(x, CultureInfo.InvariantCulture) : otherwise;
}
