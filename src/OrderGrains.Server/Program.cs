using OrderGrains.Server.Cli;
using OrderGrains.Server.Hosting;

return await CommandLine.RunAsync(args, ServerHost.RunAsync);
