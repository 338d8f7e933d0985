using GraphQL.Types;
using OrderGrains.Server.Hosting;

namespace OrderGrains.Server.Composition;

/// <summary>Defines the API.</summary>
public static class Api
{
    /// <summary>Refuses to start with a text that nobody wrote.</summary>
    /// <exception cref="SchemaRefusedException">Labels, messages or sentences are missing; all are named.</exception>
    internal static void RequireTexts(ISchema schema)
    {
        if (Texts.MissingFor(schema) is { Count: > 0 } missing)
            throw new SchemaRefusedException($"These texts are missing: {string.Join(", ", missing)}.");
    }

    /// <summary>Names the roots, and has each kind of record describe its part.</summary>
    public static void Define(ApiDefinition api)
    {
        api.WithQuery<Query>().WithMutation<Mutation>().WithSubscription<Subscription>().With(UserErrors.Types)
            .Explain(StoreFaults.Explain);
        foreach (var kind in RecordKinds.All)
            kind.Describe(api);
    }
}
