using Microsoft.Extensions.Options;
using OrderGrains.GraphQL;
using OrderGrains.Server.Docs;
using OrderGrains.Testing;

namespace OrderGrains.Server.Tests.Docs;

public sealed class DocsTests
{
    private static readonly EnumTexts Labels = new(ProductSchema.Schema);

    [Fact]
    public void Every_mutation_has_an_example() =>
        Assert.Empty(ProductSchema.Schema.Mutation!.Fields.Select(mutation => mutation.Name).Except(MutationExample.All.Keys));

    [Fact]
    public void Every_example_shows_a_mutation_and_builds_on_others() => Assert.Empty(
        MutationExample.All.Values.SelectMany(example => (string[])[example.Mutation, .. example.After])
            .Except(ProductSchema.Schema.Mutation!.Fields.Select(mutation => mutation.Name)));

    [Fact]
    public void Every_mutation_refusal_notification_task_and_value_has_its_text() => Assert.Empty(Texts.MissingFor(ProductSchema.Schema));

    [Fact]
    public void A_mutation_without_a_label_keeps_the_server_from_starting()
    {
        var schema = new ApiSchema(new ApiDefinition().WithQuery<GraphQL.LibraryQuery>().WithMutation<GraphQL.LibraryMutation>());
        var refused = Assert.Throws<SchemaRefusedException>(() => Server.Composition.Api.RequireTexts(schema));
        Assert.Contains("commands/", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_error_code_limit_and_mutation_is_explained_in_both_languages()
    {
        Assert.Empty(DocsPage.Untranslated);
        Assert.All(DocsPage.Codes(Language.English), code => Assert.NotEqual("", code.Meaning));
        Assert.All(DocsPage.Closings(Language.English), close => Assert.NotEqual("", close.Meaning));
        Assert.Equal([4400, 4401, 4403, 4403, 4406, 4408, 4409, 4429],
            DocsPage.Closings(Language.English).Select(close => close.Code).Where(code => code >= 4000));
    }

    [Theory]
    [InlineData(Language.English, "Under review", "The request carries no valid token.", "Pass the review",
        "The maximum depth of nested fields.", "Ends the hold of an order.")]
    [InlineData(Language.Chinese, "审核中", "请求没有携带有效的令牌。", "审核通过", "字段可以嵌套多深。", "结束订单的暂停。")]
    public void The_page_lists_every_code_limit_and_mutation_in_its_language(Language language, params string[] texts)
    {
        var page = new DocsPage(ProductSchema.Schema, Labels, Options.Create(new GraphQLOptions())).Of(language);

        Assert.All(DocsPage.Codes(language), code => Assert.Contains($"<code>{code.Code}</code>", page, StringComparison.Ordinal));
        Assert.All(ProductSchema.Schema.Mutation!.Fields, mutation =>
            Assert.Contains($"<h3 id=\"{mutation.Name}\">", page, StringComparison.Ordinal));
        Assert.All([.. texts, "GraphQL:MaxDepth"], text => Assert.Contains(text, page, StringComparison.Ordinal));
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
    }
}
