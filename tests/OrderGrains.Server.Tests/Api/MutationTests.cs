using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Api;

/// <summary>What every mutation has in common.</summary>
public sealed class MutationTests
{
    private static readonly string[] Nouns =
    [
        "assignment", "customer", "customerClaim", "notification", "order", "orderBulk", "orderCancellation", "orderDraft", "orderKickoff",
        "orderKickoffDecision", "orderReview", "orderTeam", "orderTeamMember", "parkedEvent", "plan", "staffMember", "team", "teamCapacity",
        "teamMember",
    ];

    private static readonly string[] Verbs =
    [
        "approve", "block", "change", "claim", "complete", "confirm", "create", "decide", "decline", "discard", "hold", "merge", "propose",
        "read", "reject", "release", "request", "resubmit",
        "resume", "return", "set", "submit", "unblock", "update", "verify",
    ];

    private static IEnumerable<FieldType> Mutations => ProductSchema.Schema.Mutation!.Fields;

    [Fact]
    public void A_mutation_is_named_by_a_noun_and_a_verb() => Assert.Empty(Mutations.Select(mutation => mutation.Name).Except(
        Nouns.SelectMany(noun => Verbs.Select(verb => noun + char.ToUpperInvariant(verb[0]) + verb[1..]))));

    [Fact]
    public void Every_noun_and_verb_of_the_list_is_used()
    {
        var names = Mutations.Select(mutation => mutation.Name).ToList();

        Assert.All(Nouns, noun => Assert.Contains(names, name => name.StartsWith(noun, StringComparison.Ordinal)));
        Assert.All(Verbs, verb => Assert.Contains(names, name => name.EndsWith(verb, StringComparison.OrdinalIgnoreCase)));
    }

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
