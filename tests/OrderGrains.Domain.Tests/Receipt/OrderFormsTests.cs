using OrderGrains.Domain.Content;
using OrderGrains.Domain.Receipt;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Receipt;

public sealed class OrderFormsTests
{
    [Fact]
    public void An_order_turns_back_into_the_form_that_it_was_read_from()
    {
        foreach (var history in new[] { Histories.Received, Histories.ReceivedOnline })
        {
            var order = Histories.Fold(history);
            var again = Histories.Read(OrderForms.Of(order));
            var submitted = (OrderSubmitted)history[0];
            var reread =
                submitted with { Customer = again.Customer, Information = again.Information, Acknowledgement = again.Acknowledgement };
            Assert.Equal(EventJson.Of(submitted), EventJson.Of(reread));
        }
    }

    [Fact]
    public void Findings_can_be_on_every_place_of_the_form_and_on_no_other()
    {
        Assert.Equal(PlacesOf(typeof(OrderForm), "").Order(StringComparer.Ordinal), OrderForms.Places.Order(StringComparer.Ordinal));
        var information = Histories.Submitted.Information;
        Assert.All(["customer.phone", "service.deliverables[1].name", "acceptanceCriteria[3]", "service.goals[0]"], path =>
            Assert.True(OrderForms.HasPlace(information, path), path));
        Assert.All(["customer.fax", "service.deliverables[2].name", "service.deliverables[].name", "service.goals[-1]",
            "service.goals[ 0]", "][", "", "service.goals[0"],
            path => Assert.False(OrderForms.HasPlace(information, path), path));
    }

    private static IEnumerable<string> PlacesOf(Type type, string prefix)
    {
        foreach (var member in type.GetProperties().Where(member => member.Name != "EqualityContract"))
        {
            var (place, of) = (prefix + char.ToLowerInvariant(member.Name[0]) + member.Name[1..],
                Nullable.GetUnderlyingType(member.PropertyType) ?? member.PropertyType);
            yield return place;
            if (of.IsGenericType)
            {
                (place, of) = (place + "[]", of.GetGenericArguments()[0]);
                yield return place;
            }
            if (of != typeof(string))
                foreach (var inner in PlacesOf(of, place + "."))
                    yield return inner;
        }
    }

    // Form has a customer.
    private static OrderForm Customer(Func<CustomerForm, CustomerForm> change) => Form with { Customer = change(Form.Customer!) };
}
