using OrderGrains.Server.Cli;
using OrderGrains.Server.Composition;

return await CommandLine.RunAsync(args, ServerHost.RunAsync);
