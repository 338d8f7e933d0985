using OrderGrains.Domain.Content;

namespace OrderGrains.Domain.Receipt;

/// <summary>An <see cref="OrderForm"/> that nothing is wrong with, read.</summary>
/// <param name="Platform">The online platform, or null for the sales channel (R2.1).</param>
/// <param name="ExternalReference">The platform's own number; null for the sales channel.</param>
/// <param name="SubmittedAt">When the customer submitted it, UTC.</param>
/// <param name="OrderDate">That day in the company's time zone (R2.2.2).</param>
/// <param name="Acknowledgement">The acknowledgement of the acceptance criteria (R7.3.1); null where that is not recorded yet.</param>
public sealed record CompleteOrder(
    string? Platform, string? ExternalReference, DateTimeOffset SubmittedAt, DateOnly OrderDate,
    CustomerInformation Customer, Acknowledgement? Acknowledgement, OrderInformation Information)
{
    /// <summary>Where the customer is.</summary>
    public Region Region => new(Customer.Address.Country, Customer.Address.Province);
}
