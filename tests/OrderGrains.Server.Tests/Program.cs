using OrderGrains.Server.Tests.Clusters;
using OrderGrains.Server.Tests.EndToEnd;

// The test runner; or, started by a test, a silo that writes the state of a grain until it is killed; or the recorder of stored journals.
return args switch
{
    [NotesProcess.Verb, .. var configuration] => await NotesProcess.RunAsync(configuration),
    [JournalRecorder.Verb] => await JournalRecorder.RunAsync(),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
