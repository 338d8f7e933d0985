using OrderGrains.Journal.Tests;

// The test runner or, if a test starts it, a process that writes to a journal until it is done or killed.
return args is [WriterProcess.Verb, .. var rest]
    ? await WriterProcess.RunAsync(rest)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
