using System.Collections.Immutable;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Content;

namespace OrderGrains.Domain.Search;

/// <summary>The searchable text of a customer: its names, accounts, phones and addresses, and the people to talk to. Nothing once its
/// personal data were erased.</summary>
public static class CustomerWords
{
    /// <summary>The events that may change the words.</summary>
    public static ImmutableArray<Type> ChangedBy { get; } = [typeof(CustomerRecorded), typeof(CustomerUpdated), typeof(CustomerMerged)];

    /// <summary>The searched text of a customer, what it is known by today first.</summary>
    public static SearchedText Of(Customer customer) => SearchedText.Of(
    [
        .. Of(customer.Profile), .. customer.Contacts.SelectMany(Of), .. customer.Signers.Select(signer => signer.Name),
        .. customer.Aliases.SelectMany(Of),
    ]);

    private static IEnumerable<string?> Of(CustomerProfile? profile) =>
        profile is null ? [] : [profile.Name, profile.Account, profile.Phone, profile.Email, .. Of(profile.Address)];

    private static IEnumerable<string?> Of(Address address) => [address.Province, address.City, address.Street];

    private static IEnumerable<string?> Of(CustomerContact contact) => [contact.Name, contact.Phone, contact.Email];

    private static IEnumerable<string?> Of(CustomerAlias alias) => [alias.Name, alias.Account, alias.Phone];
}
