using System.Data.Common;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrderGrains.Journal;
using Orleans.Storage;

namespace OrderGrains.Server.Storage;

/// <summary>
/// The states of grains in the database: <c>[PersistentState("name", GrainStates.Storage)] IPersistentState&lt;T&gt;</c> in a grain's
/// constructor. A write that another one overtook fails with <see cref="InconsistentStateException"/>, and the grain is loaded anew with
/// the next call.
/// </summary>
public static class GrainStates
{
    /// <summary>The name of the storage, for the attribute.</summary>
    public const string Storage = "state";

    /// <summary>Declares the types of a grain's state; twice is as good as once.</summary>
    /// <param name="services">The server's services.</param>
    /// <param name="context">A generated context that has the types.</param>
    public static void AddGrainState(this IServiceCollection services, JsonSerializerContext context) =>
        services.TryAddEnumerable(ServiceDescriptor.Singleton(context));

    /// <summary>Adds the storage.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="grains">Connections to the database.</param>
    /// <param name="dialect">The kind of database.</param>
    internal static ISiloBuilder AddGrainStates(this ISiloBuilder silo, DbDataSource grains, SqlDialect dialect)
    {
        silo.Services.AddSingleton<GrainStateSerializer>();
        silo.Services.AddSingleton<IPersistentStateFactory, NamedByGrain>();
        return silo.AddAdoNetGrainStorage(Storage, options => options.Configure<GrainStateSerializer>((states, serializer) =>
        {
            states.Invariant = dialect.Invariant();
            states.DataSource = grains;
            states.GrainStorageSerializer = serializer;
        }));
    }

    /// <summary>The name under which Orleans' AdoNet providers know the kind of database.</summary>
    internal static string Invariant(this SqlDialect dialect) => dialect == SqlDialect.Postgres ? "Npgsql" : "System.Data.SQLite";

    // The provider's key is the state's name and the grain's key, without the grain's type: two kinds of grain with the same key would
    // write each other's state.
    private sealed class NamedByGrain : PersistentStateFactory
    {
        protected override string GetFullStateName(IGrainContext context, IPersistentStateConfiguration cfg) =>
            $"{context.GrainId.Type}/{cfg.StateName}";
    }
}
