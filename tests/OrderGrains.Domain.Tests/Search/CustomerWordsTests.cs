using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Search;
using OrderGrains.Domain.Tests.Customers;

namespace OrderGrains.Domain.Tests.Search;

public sealed class CustomerWordsTests
{
    [Fact]
    public void A_customer_is_found_by_its_profile_contacts_and_aliases()
    {
        var customer = CustomerSpecification.Fold(CustomerSpecification.Recorded);
        var profile = customer.Profile!; // recorded

        foreach (var known in new[] { profile.Name, profile.Account!, profile.Phone, profile.Address.City, profile.Address.Street,
            customer.Contacts[0].Name, customer.Aliases[0].Name! })
        {
            if (SearchQuery.TryParse(known, out var query))
                Assert.True(query.IsIn(CustomerWords.Of(customer)), known);
        }
        Assert.Empty(CustomerWords.Of(
            CustomerSpecification.Fold(CustomerSpecification.Recorded with { Information = null, Acknowledgement = null })).Text);
    }

    [Fact]
    public void Only_the_listed_events_change_the_words_of_a_customer() =>
        Assert.All(new CustomerEvent[] { CustomerSpecification.DoesNotPay, CustomerSpecification.Gone }, @event =>
        {
            var before = CustomerSpecification.Fold(CustomerSpecification.Recorded);
            Assert.DoesNotContain(@event.GetType(), CustomerWords.ChangedBy);
            Assert.Equal(CustomerWords.Of(before).Text, CustomerWords.Of(CustomerRules.Evolve(before, @event)).Text);
        });
}
