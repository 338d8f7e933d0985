using OrderGrains.Domain.Customers;
using static OrderGrains.Domain.Tests.Samples;

namespace OrderGrains.Domain.Tests.Customers;

public sealed class CustomerRulesTests : CustomerSpecification
{
    [Fact]
    public void Erased_data_are_missing_and_identities_remain()
    {
        var customer = Fold(Recorded with { Information = null, Acknowledgement = null },
            new CustomerMerged("m", Now) { Other = Other, Reason = "x", Block = new("b", "f", Now) });
        Assert.Equal((true, null, CustomerStatus.Blocked), (customer.PersonalDataErased, customer.Profile, customer.Status));
        Assert.Equal([(Person, null), (Other, null)], customer.Aliases.Select(alias => (alias.Id, alias.Name)));
    }
}
