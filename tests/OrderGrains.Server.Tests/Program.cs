using OrderGrains.Server.Tests.Clusters;

// The test runner; or, started by a test, a silo that writes the state of a grain until it is killed.
return args is [NotesProcess.Verb, .. var configuration]
    ? await NotesProcess.RunAsync(configuration)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
