using GraphQL;
using GraphQL.Types;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>No input is without end: what the schema takes is bounded, and the schema says how.</summary>
public sealed class InputBoundTests
{
    [Fact]
    public void Every_list_of_an_input_has_a_bound_that_its_description_tells() => Assert.Empty(
        from list in InputLists.Places(ProductSchema.Schema)
        where list.Bound is not { } bound || list.Description?.Contains($"At most {bound.Max:N0} item", StringComparison.Ordinal) != true
        select list.Name);

    [Fact]
    public void An_input_that_may_hold_itself_is_bounded_as_a_whole_and_its_description_tells_it() => Assert.Empty(
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
