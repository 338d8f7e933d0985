namespace OrderGrains.Server.Cli { static class CommandLine { public static Task<int> RunAsync(string[] a, Func<string[], Task<int>> s) => s(a);} }
