using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>The tasks that concern a customer.</summary>
public static class CustomerTasks
{
    /// <summary>The roles that decide on claims (R2.2.1).</summary>
    public const Roles ClaimRoles = Roles.OrderManager;

    /// <summary>Whether order management has to decide on a claim of the customer. The customer that another one leads to answers for
    /// both.</summary>
    public static bool HasClaimToDecide(Customer customer) => customer.LeadsTo is null && customer.HasOpenClaims;
}
