using GraphQL.Types;
using Microsoft.Extensions.Options;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;
using OrderGrains.GraphQL.Execution;
using OrderGrains.GraphQL.Http;
using OrderGrains.GraphQL.Schema;
using OrderGrains.GraphQL.ServerSentEvents;
using OrderGrains.GraphQL.Subscriptions;
using OrderGrains.GraphQL.WebSockets;

namespace OrderGrains.GraphQL;

/// <summary>Registers and maps the API.</summary>
public static class GraphQLSetup
{
    /// <summary>Registers the services of the API; the host binds the options.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="define">Defines the API's types.</param>
    public static IServiceCollection AddOrderGrainsGraphQL(this IServiceCollection services, Action<ApiDefinition> define)
    {
        return services
            .AddSingleton(_ =>
            {
                var definition = new ApiDefinition();
                define(definition);
                return definition;
            })
            .AddSingleton(provider => new ApiSchema(provider.GetRequiredService<ApiDefinition>()))
            .AddSingleton<ISchema>(provider => provider.GetRequiredService<ApiSchema>())
            .AddSingleton(provider =>
                AccessPolicies.Of(provider.GetRequiredService<ISchema>(), provider.GetRequiredService<ApiDefinition>().Grants))
            .AddSingleton(provider =>
            {
                var options = provider.GetRequiredService<IOptions<GraphQLOptions>>().Value;
                var introspection = options.Introspection ?? provider.GetRequiredService<IHostEnvironment>().IsDevelopment();
                var (schema, policies) = (provider.GetRequiredService<ISchema>(), provider.GetRequiredService<AccessPolicies>());
                return new DocumentPreparer(schema, policies, options, introspection);
            })
            .AddSingleton(provider => new PersistedDocuments(
                provider.GetRequiredService<DocumentPreparer>(), provider.GetRequiredService<IOptions<GraphQLOptions>>().Value))
            .AddSingleton(provider => new GraphQLExecutor(
                provider.GetRequiredService<ISchema>(),
                provider.GetRequiredService<DocumentPreparer>(),
                provider.GetRequiredService<PersistedDocuments>(),
                provider.GetRequiredService<IOptions<GraphQLOptions>>().Value,
                new(provider.GetRequiredService<ApiDefinition>().Faults),
                provider.GetRequiredService<ILogger<GraphQLExecutor>>()))
            .AddSingleton(provider => new AdmissionGate(
                provider.GetRequiredService<IOptions<GraphQLOptions>>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetService<OldestWaiting>()))
            .AddSingleton<RateLimits>()
            .AddSingleton<Origins>()
            .AddSingleton<OpenConnections>()
            .AddSingleton<SocketEndpoint>()
            .AddSingleton<EventStreamEndpoint>()
            .AddSingleton<GraphQLEndpoint>()
            .AddCors();
    }

    /// <summary>Counts the requests of each address, except health checks. Authentication must come after it.</summary>
    public static IApplicationBuilder UseOrderGrainsRateLimits(this IApplicationBuilder app)
    {
        var limits = app.ApplicationServices.GetRequiredService<RateLimits>();
        return app.Use(next => http =>
        {
            try
            {
                if (!http.Request.Path.StartsWithSegments("/health"))
                    limits.Count(http.Connection.RemoteIpAddress);
            }
            catch (RequestRefusedException refused)
            {
                return HttpAnswer.RefuseAsync(http, AnswerMedia.Choose(http.Request.Headers.Accept) ?? AnswerMedia.Json, refused);
            }
            return next(http);
        });
    }

    /// <summary>Serves the API: HTTP and WebSocket at <c>/graphql</c>, server-sent events at <c>/graphql/stream</c>.</summary>
    /// <remarks>Pages of the server's own origin and of the configured ones may use it.</remarks>
    /// <exception cref="SchemaRefusedException">The schema must not be served, such as one with a field without a policy.</exception>
    public static void UseOrderGrainsGraphQL(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<GraphQLOptions>>().Value.AllowedOrigins;
        if (origins.Length > 0)
        {
            app.UseCors(policy =>
                policy.WithOrigins(origins).WithMethods("GET", "POST").AllowAnyHeader().WithExposedHeaders("Retry-After"));
        }
        app.UseWebSockets();
        app.UseAuthentication();
        var endpoint = app.Services.GetRequiredService<GraphQLEndpoint>();
        var sockets = app.Services.GetRequiredService<SocketEndpoint>();
        var events = app.Services.GetRequiredService<EventStreamEndpoint>();
        app.Map("/graphql", http => http.WebSockets.IsWebSocketRequest ? sockets.HandleAsync(http) : endpoint.HandleAsync(http))
            .WithDisplayName("GraphQL");
        app.Map("/graphql/stream", events.HandleAsync).WithDisplayName("GraphQL events");
    }
}
