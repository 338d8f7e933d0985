using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderGrains.Streams;

namespace OrderGrains.Server.Tasks;

/// <summary>Registers who keeps open tasks, watches deadlines, and tells who is to be told (R2.1.2, R2.3).</summary>
internal static class DeadlinesSetup
{
    /// <summary>The consumers that write tasks and notifications.</summary>
    public const string Kind = "deadlines";

    /// <summary>Adds the consumers, and who reads the tasks and notifications that they write.</summary>
    public static ISiloBuilder AddDeadlines(this ISiloBuilder silo)
    {
        silo.Services.TryAddKeyedSingleton<TimeProvider>(Kind, (services, _) => services.GetRequiredService<TimeProvider>());
        silo.Services.AddSingleton<TaskReader>();
        silo.Services.AddSingleton<InboxReader>();
        silo.Services.AddSingleton<TaskFeed>();
        silo.Services.AddSingleton<NotificationFeed>();
        return silo.AddJournalStream<IDeadlinesGrain>(Kind, ConsumerPace.Yielding);
    }
}
