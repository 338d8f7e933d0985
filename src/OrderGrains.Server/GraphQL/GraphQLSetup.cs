using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using GraphQLParser.Visitors;
using Microsoft.Extensions.Options;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL;

/// <summary>What the API is made of.</summary>
public sealed class ApiDefinition
{
    internal Type? Query { get; private set; }
    internal Type? Mutation { get; private set; }
    internal Type? Subscription { get; private set; }
    internal List<DerivedMutation> Mutations { get; } = [];
    internal List<Type> Types { get; } = [];
    internal Dictionary<Type, Roles> Grants { get; } = [];

    /// <summary>Takes the fields of queries from the public static methods of a class.</summary>
    public ApiDefinition WithQuery<T>()
    {
        Query = typeof(T);
        return this;
    }

    /// <summary>Takes the mutations from the public static methods of a class.</summary>
    public ApiDefinition WithMutation<T>()
    {
        Mutation = typeof(T);
        return this;
    }

    /// <summary>Adds mutations that are made of something else; one of the same name that is written by hand goes before.</summary>
    public ApiDefinition WithMutations(IEnumerable<DerivedMutation> mutations)
    {
        Mutations.AddRange(mutations);
        return this;
    }

    /// <summary>Takes the subscriptions from the public static methods of a class.</summary>
    public ApiDefinition WithSubscription<T>()
    {
        Subscription = typeof(T);
        return this;
    }

    /// <summary>Adds object types that are only reached through an interface.</summary>
    public ApiDefinition With(params ReadOnlySpan<Type> types)
    {
        Types.AddRange(types);
        return this;
    }

    /// <summary>Says who may read types that cannot carry <see cref="AccessAttribute"/>, such as the domain's values.</summary>
    /// <param name="anyOf">The roles of which one is needed; <see cref="Roles.None"/>: whoever is signed in.</param>
    /// <param name="types">The types.</param>
    public ApiDefinition Grant(Roles anyOf, params ReadOnlySpan<Type> types)
    {
        foreach (var type in types)
            Grants[type] = anyOf;
        return this;
    }
}

/// <summary>The schema that the API's CLR types make up.</summary>
internal sealed class ApiSchema : Schema
{
    private static readonly Type[] Refusals =
    [
        typeof(ValidationError), typeof(StateConflictError), typeof(SeparationOfDutiesError), typeof(ApprovalRequiredError), typeof(CycleError),
        typeof(NotAuthorisedError), typeof(NotFoundError), typeof(RuleError), typeof(StaleRevisionError), typeof(IdempotencyConflictError),
        typeof(OverloadedError), typeof(OutcomeUnknownError), typeof(UnavailableError),
    ];

    public ApiSchema(ApiDefinition definition)
        : base(new ApiServices())
    {
        Query = Root(definition.Query ?? throw new SchemaRefusedException("The API has no queries."));
        Mutation = definition.Mutation is null ? null : Root(definition.Mutation);
        if (Mutation is { } mutations)
        {
            var byHand = mutations.Fields.Select(field => Names.Camel(field.Name)).ToHashSet();
            foreach (var mutation in definition.Mutations.Where(mutation => !byHand.Contains(mutation.Name)))
                mutations.AddField(mutation.ToField());
        }
        Subscription = definition.Subscription is null ? null : Root(definition.Subscription);
        foreach (var type in definition.Mutation is null ? definition.Types : [.. Refusals, .. definition.Types])
            this.RegisterType(typeof(ApiObject<>).MakeGenericType(type));
        Initialize();
        XmlDescriptions.Release();
    }

    /// <summary>The schema as SDL, the contract that is approved: types by name, their members in the order of the code.</summary>
    public string Sdl
    {
        get
        {
            var document = this.ToAST();
            document.Definitions.Sort((x, y) => string.CompareOrdinal(NameOf(x), NameOf(y)));
            using var text = new StringWriter { NewLine = "\n" };
            // The printer writes to memory, and so has ended.
            new SDLPrinter(new SDLPrinterOptions()).PrintAsync(document, text, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return text.ToString();
        }
    }

    private static string NameOf(ASTNode definition) => definition is INamedNode { Name: { } name } ? name.StringValue : "";

    private static IObjectGraphType Root(Type type) => (IObjectGraphType)Activator.CreateInstance(typeof(ApiObject<>).MakeGenericType(type))!;

    /// <summary>What the schema is built from: graph types need nothing but themselves.</summary>
    private sealed class ApiServices : IServiceProvider
    {
        private static readonly IGraphTypeMappingProvider[] Mappings = [new ApiTypeMapping()];

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IEnumerable<IGraphTypeMappingProvider>) ? Mappings
            : typeof(IGraphType).IsAssignableFrom(serviceType) ? Activator.CreateInstance(serviceType)
            : null;
    }
}

/// <summary>Registers and maps the API.</summary>
public static class GraphQLSetup
{
    /// <summary>Registers what serves the API; its options are the host's to bind.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="define">Names the API's types.</param>
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
            .AddSingleton(provider => AccessPolicies.Of(provider.GetRequiredService<ISchema>(), provider.GetRequiredService<ApiDefinition>().Grants))
            .AddSingleton(provider =>
            {
                var options = provider.GetRequiredService<IOptions<GraphQLOptions>>().Value;
                var introspection = options.Introspection ?? provider.GetRequiredService<IHostEnvironment>().IsDevelopment();
                return new DocumentPreparer(provider.GetRequiredService<ISchema>(), provider.GetRequiredService<AccessPolicies>(), options, introspection);
            })
            .AddSingleton(provider => new PersistedDocuments(provider.GetRequiredService<DocumentPreparer>(), provider.GetRequiredService<IOptions<GraphQLOptions>>().Value))
            .AddSingleton(provider => new GraphQLExecutor(
                provider.GetRequiredService<ISchema>(), provider.GetRequiredService<DocumentPreparer>(), provider.GetRequiredService<PersistedDocuments>(),
                provider.GetRequiredService<IOptions<GraphQLOptions>>().Value, provider.GetRequiredService<ILogger<GraphQLExecutor>>()))
            .AddSingleton(provider => new AdmissionGate(
                provider.GetRequiredService<IOptions<GraphQLOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<OldestWaiting>()))
            .AddSingleton<RateLimits>()
            .AddSingleton<EnumTexts>()
            .AddSingleton<Origins>()
            .AddSingleton<OpenConnections>()
            .AddSingleton<SocketEndpoint>()
            .AddSingleton<EventStreamEndpoint>()
            .AddSingleton<GraphQLEndpoint>()
            .AddCors();
    }

    /// <summary>Counts the requests of every address, those for the orchestrator apart. Authentication must come after.</summary>
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

    /// <summary>Serves the API at <c>/graphql</c>, by HTTP and WebSocket, and at <c>/graphql/stream</c> as server-sent events; to pages of its own origin and of configured ones.</summary>
    /// <exception cref="SchemaRefusedException">The schema must not be served: a field without a policy.</exception>
    public static void UseOrderGrainsGraphQL(this WebApplication app)
    {
        var origins = app.Services.GetRequiredService<IOptions<GraphQLOptions>>().Value.AllowedOrigins;
        if (origins.Length > 0)
            app.UseCors(policy => policy.WithOrigins(origins).WithMethods("GET", "POST").AllowAnyHeader().WithExposedHeaders("Retry-After"));
        app.UseWebSockets();
        app.UseAuthentication();
        var endpoint = app.Services.GetRequiredService<GraphQLEndpoint>();
        var sockets = app.Services.GetRequiredService<SocketEndpoint>();
        var events = app.Services.GetRequiredService<EventStreamEndpoint>();
        app.Map("/graphql", http => http.WebSockets.IsWebSocketRequest ? sockets.HandleAsync(http) : endpoint.HandleAsync(http)).WithDisplayName("GraphQL");
        app.Map("/graphql/stream", events.HandleAsync).WithDisplayName("GraphQL events");
    }
}
