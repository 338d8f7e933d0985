using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OrderGrains.Journal;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Hosting;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A silo as the server configures it, on a store, with the grains of <see cref="INoteGrain"/>.</summary>
internal sealed class NotesSilo : IAsyncDisposable
{
    private readonly OpenStorage storage;
    private readonly IHost host;

    private NotesSilo(OpenStorage storage, IHost host) => (this.storage, this.host) = (storage, host);

    /// <summary>Opens the store and starts the silo.</summary>
    /// <param name="configuration">The program's arguments.</param>
    /// <param name="more">The services of the silo beside the grains of states.</param>
    public static async Task<NotesSilo> StartAsync(IEnumerable<string> configuration, Action<ISiloBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = [.. configuration] });
        builder.Configuration.AddCommandLine([.. configuration]);
        var storage =
            await OpenStorage.OpenAsync(builder.Configuration, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        try
        {
            builder.Services.AddSingleton(storage.Journal);
            builder.Services.AddGrainState(NotesJson.Default);
            builder.Services.AddLogging(logging => logging.ClearProviders());
            builder.UseOrleans(silo =>
            {
                ServerHost.Configure(silo, storage);
                more?.Invoke(silo);
            });
            var host = builder.Build();
            await host.StartAsync();
            return new(storage, host);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The silo's address.</summary>
    public SiloAddress Address => host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress;

    /// <summary>The grains, as this silo calls them.</summary>
    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>The journal.</summary>
    public IJournal Journal => storage.Journal;

    public INoteGrain Note(long key) => Grains.GetGrain<INoteGrain>(key);

    public IMemoGrain Memo(long key) => Grains.GetGrain<IMemoGrain>(key);

    /// <summary>Waits until the silo knows the grains of so many silos.</summary>
    public async Task SeesAsync(int silos)
    {
        await foreach (var manifest in host.Services.GetRequiredService<IClusterManifestProvider>().Updates)
        {
            if (manifest.Silos.Count == silos)
                return;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        await storage.DisposeAsync();
    }
}
