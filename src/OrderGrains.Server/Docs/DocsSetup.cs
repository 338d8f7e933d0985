using Microsoft.Extensions.Options;
using OrderGrains.Server.Settings;

namespace OrderGrains.Server.Docs;

/// <summary>Registers and maps what those who write clients read.</summary>
public static class DocsSetup
{
    /// <summary>Registers the pages.</summary>
    public static IServiceCollection AddOrderGrainsDocs(this IServiceCollection services)
    {
        services.AddSection<DocsOptions>(DocsOptions.Section);
        return services.AddSingleton<DocsPage>();
    }

    /// <summary>Serves <c>/docs</c> where it is opened, and <c>/explorer</c> in development.</summary>
    public static void MapOrderGrainsDocs(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<DocsOptions>>().Value.Enabled ?? app.Environment.IsDevelopment())
            app.MapGet("/docs", app.Services.GetRequiredService<DocsPage>().Answer).AllowAnonymous();
        if (app.Environment.IsDevelopment())
            ExplorerPage.Map(app);
    }
}
