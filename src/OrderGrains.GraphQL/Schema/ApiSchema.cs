using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;
using GraphQLParser.Visitors;
using OrderGrains.GraphQL.Access;

namespace OrderGrains.GraphQL.Schema;

/// <summary>The schema derived from the API's CLR types.</summary>
internal sealed class ApiSchema : global::GraphQL.Types.Schema
{
    public ApiSchema(ApiDefinition definition)
        : base(new ApiServices())
    {
        Query = CreateRoot(definition.Query ?? throw new SchemaRefusedException("The API has no queries."));
        Mutation = definition.Mutation is null ? null : CreateRoot(definition.Mutation);
        if (Mutation is { } mutations)
        {
            var byHand = mutations.Fields.Select(field => Names.ToCamel(field.Name)).ToHashSet();
            foreach (var mutation in definition.Mutations.Where(mutation => !byHand.Contains(mutation.Name)))
                mutations.AddField(mutation.ToField());
        }
        Subscription = definition.Subscription is null ? null : CreateRoot(definition.Subscription);
        foreach (var type in definition.Types)
            this.RegisterType(typeof(ApiObject<>).MakeGenericType(type));
        Initialize();
        XmlDescriptions.Release();
    }

    /// <summary>The schema as SDL, the approved contract: types by name, their members in the order of the code.</summary>
    public string Sdl
    {
        get
        {
            var document = this.ToAST();
            document.Definitions.Sort((x, y) => string.CompareOrdinal(NameOf(x), NameOf(y)));
            using var text = new StringWriter { NewLine = "\n" };
            // The printer writes to memory, and therefore completes synchronously.
            new SDLPrinter(new SDLPrinterOptions()).PrintAsync(document, text, CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return text.ToString();
        }
    }

    private static string NameOf(ASTNode definition) => definition is INamedNode { Name: { } name } ? name.StringValue : "";

    private static IObjectGraphType CreateRoot(Type type) =>
        (IObjectGraphType)Activator.CreateInstance(typeof(ApiObject<>).MakeGenericType(type))!;

    /// <summary>Creates graph types, which need no services.</summary>
    private sealed class ApiServices : IServiceProvider
    {
        private static readonly IGraphTypeMappingProvider[] Mappings = [new ApiTypeMapping()];

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IEnumerable<IGraphTypeMappingProvider>) ? Mappings
            : typeof(IGraphType).IsAssignableFrom(serviceType) ? Activator.CreateInstance(serviceType)
            : null;
    }
}
