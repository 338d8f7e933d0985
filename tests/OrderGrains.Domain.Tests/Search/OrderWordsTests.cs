using CsCheck;
using OrderGrains.Domain.Search;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Search;

public sealed class OrderWordsTests
{
    [Fact]
    public void The_search_text_of_an_order_holds_all_requirements_and_as_much_else_as_fits()
    {
        var (requirements, goals) =
            (new string('r', 3_990) + " lastword", Enumerable.Range(0, 10).Select(i => $"goal{i} " + new string('g', 800)));
        var form = Form with { Service = Form.Service! with { Requirements = requirements, Goals = [.. goals] } }; // Form has a service
        var words = OrderWords.Of(Histories.Fold(Histories.Submitted with { Information = Histories.Read(form).Information }));

        Assert.True(SearchQuery.TryParse("lastword goal0", out var query) && query.IsIn(words));
        Assert.InRange(words.Text.Length, 7_900, 8_000);
    }

    [Fact]
    public void An_order_is_found_by_its_numbers_customer_and_content()
    {
        var order = Histories.Fold(Histories.SubmittedOnline);
        var customer = order.Customer!; // submitted

        foreach (var known in new[]
        {
            order.Number!, order.ExternalReference!, customer.Name, customer.ContactPerson, customer.Phone, customer.Address.City,
            customer.Address.Street,
            order.Information!.Contract.Number, order.Information.Service.Requirements, order.Information.Service.Goals[0],
            order.Information.Service.Deliverables[0].Name,
        })
        {
            if (SearchQuery.TryParse(known, out var query))
                Assert.True(query.IsIn(OrderWords.Of(order)), known);
        }
    }

    [Fact]
    public void A_draft_is_found_by_its_entries_so_far() =>
        Assert.True(SearchQuery.TryParse(Form.Customer!.Name!, out var query)
            && query.IsIn(OrderWords.Of(Histories.Fold(Histories.Draft))));

    [Fact]
    public void Once_the_customers_data_were_erased_an_order_is_found_by_its_numbers_and_its_service_only()
    {
        var submitted = Histories.SubmittedOnline;
        var erased = OrderWords.Of(Histories.Fold(submitted with { Customer = null, Acknowledgement = null }));

        Assert.DoesNotContain(SearchText.Fold(submitted.Customer!.Name), erased.Text);
        Assert.DoesNotContain(SearchText.Fold(submitted.Customer.ContactPerson), erased.Text);
        Assert.DoesNotContain(SearchText.Fold(submitted.Customer.Phone), erased.Text);
        Assert.Contains(SearchText.Fold(submitted.Number!), erased.Text);
        Assert.Contains(SearchText.Fold(submitted.Information.Service.Deliverables[0].Name), erased.Text);
    }
}
