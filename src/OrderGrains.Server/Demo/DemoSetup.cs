using OrderGrains.Domain.Staff;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Settings;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Demo;

/// <summary>Sets up <c>--demo</c>: a store with ten months of history until today.</summary>
internal static class DemoSetup
{
    /// <summary>The setting that <c>--demo</c> stands for.</summary>
    public const string Setting = "Demo:Enabled";

    /// <summary>Whether a demo is asked for; refused outside development, and on another store than SQLite.</summary>
    /// <exception cref="CommandLineException">It must not be made here.</exception>
    public static bool IsAsked(WebApplicationBuilder builder)
    {
        if (!builder.Configuration.GetValue<bool>(Setting))
            return false;
        var provider = builder.Configuration.ReadSection<StorageOptions>(StorageOptions.Section).Provider;
        return builder.Environment.IsDevelopment() && provider == StorageProvider.Sqlite
            ? true : throw CommandLineException.Failed("--demo is for SQLite in the environment Development alone.");
    }

    /// <summary>Whether the store holds the demo; false where it is empty.</summary>
    /// <exception cref="CommandLineException">The store holds something else.</exception>
    public static async Task<bool> IsMadeAsync(OpenStorage storage)
    {
        if ((await storage.Journal.HeadsAsync(CancellationToken.None)).All(head => head == 0))
            return false;
        await using var connection = await storage.Rows.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        var team = storage.Dialect.IdList(command, "team", [DemoHistory.IdOf(DemoPeople.Teams - 1).Value]);
        var last = storage.Dialect.IdList(command, "last", [StaffRules.IdOf(DemoPeople.Last.Subject)]);
        command.CommandText =
            $"select count(*) from staff_row where stream in {last} and exists (select 1 from team_row where stream in {team})";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture) == 1
            ? true : throw CommandLineException.Failed(
            "--demo needs an empty store or one that holds the whole demo; this one holds something else.");
    }

    /// <summary>Has the history made when the silo runs, before anything is served.</summary>
    public static void AddDemo(this IServiceCollection services, DemoClock clock)
    {
        services.AddSingleton(clock);
        services.AddSingleton<IIncomingGrainCallFilter>(clock);
        services.AddKeyedSingleton<TimeProvider>(DeadlinesSetup.Kind, clock.OfDeadlines());
        services.AddLogging(logging => logging.AddFilter("Orleans.Runtime", LogLevel.Error)); // It warns of a clock that jumps.
        services.AddSingleton<DemoCommands>();
        services.AddHostedService<DemoHistory>();
    }
}
