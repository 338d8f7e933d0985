using GraphQL;
using GraphQL.Types;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>Every input is bounded, and the schema states the bound.</summary>
public sealed class InputBoundTests
{
    [Fact]
    public void Every_list_of_an_input_has_a_bound_in_its_description() => Assert.Empty(
        from list in InputLists.Places(ProductSchema.Schema)
        where list.Bound is not { } bound || list.Description?.Contains($"At most {bound.Max:N0} item", StringComparison.Ordinal) != true
        select list.Name);

    [Fact]
    public void A_recursive_input_is_bounded_as_a_whole_and_its_description_says_so() => Assert.Empty(
        from type in ProductSchema.Schema.AllTypes.OfType<IInputObjectGraphType>()
        where Reaches(type, type, [])
        where MaxSizeAttribute.Of(type) is not { } bound
            || type.Description?.Contains(
                $"nest at most {bound.Depth} deep; at most {bound.Count} objects", StringComparison.Ordinal) != true
        select type.Name);

    private static bool Reaches(IInputObjectGraphType from, IInputObjectGraphType to, HashSet<IInputObjectGraphType> seen) =>
        from.Fields.Select(field => field.ResolvedType!.GetNamedType()).OfType<IInputObjectGraphType>()
            .Any(type => type == to || (seen.Add(type) && Reaches(type, to, seen)));
}
