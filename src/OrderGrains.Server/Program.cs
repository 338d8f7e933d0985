using OrderGrains.Server.Cli;

return await CommandLine.RunAsync(args, _ => throw new NotSupportedException());
