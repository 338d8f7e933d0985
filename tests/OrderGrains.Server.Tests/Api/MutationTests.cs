using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>The conventions that every mutation follows.</summary>
public sealed class MutationTests
{
    private static IEnumerable<FieldType> Mutations => ProductSchema.Schema.Mutation!.Fields;

    [Fact]
    public void A_mutation_takes_one_input_of_its_name_and_answers_with_a_payload() => Assert.All(Mutations, mutation =>
    {
        var argument = Assert.Single(mutation.Arguments!);
        Assert.Equal(("input", $"{char.ToUpperInvariant(mutation.Name[0])}{mutation.Name[1..]}Input!"),
            (argument.Name, argument.ResolvedType!.ToString()));
        Assert.EndsWith("Payload!", mutation.ResolvedType!.ToString(), StringComparison.Ordinal);
        var payload = (IObjectGraphType)mutation.ResolvedType!.GetNamedType();
        Assert.Equal("[UserError!]!", payload.GetField("errors")!.ResolvedType!.ToString());
        // Of many, each result has its own.
        var own = payload.GetField("results")?.ResolvedType!.GetNamedType() as IObjectGraphType ?? payload;
        Assert.Equal("Boolean!", own.GetField("replayed")!.ResolvedType!.ToString());
    });

    [Fact]
    public void A_mutation_whose_step_rests_on_a_clause_names_it() => Assert.Empty(OrderSteps.All
        .Where(step => step.Clause is { } clause
            && ProductSchema.Schema.Mutation!.GetField(step.Command)?.Description?.Contains(clause, StringComparison.Ordinal) != true)
        .Select(step => $"{step.Command}: {step.Clause}"));

    [Fact]
    public void The_command_of_every_step_that_people_take_is_a_mutation() =>
        Assert.Empty(OrderSteps.All.Where(step => step.Roles != Roles.System).Select(step => step.Command)
            .Except(Mutations.Select(mutation => mutation.Name)));
}
