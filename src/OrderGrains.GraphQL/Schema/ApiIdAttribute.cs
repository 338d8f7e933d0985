using GraphQL;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Marks text that is an id in the API: a member, a method's result or an argument, or each item of such a list.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class ApiIdAttribute : GraphQLAttribute
{
    /// <inheritdoc/>
    public override void Modify(TypeInformation typeInformation) => typeInformation.GraphType = typeof(IdGraphType);
}
