using System.Collections.Immutable;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Customers;

/// <summary>Merges two customers (R2.2.1).</summary>
internal static class Merger
{
    /// <summary>That the other customer was merged into this one.</summary>
    public static CustomerMerged Of(Customer customer, CustomerContext context, string reason)
    {
        var (self, other, taken) = context.Lookups;
        return new(context.By, context.Now)
        {
            Other = other,
            Reason = reason,
            Block = BlockToTake(customer, other, taken),
            Taken = WithoutClaimOn(self, taken),
        };
    }

    public static Customer Merge(Customer customer, CustomerMerged e)
    {
        var known = customer.Merged.FirstOrDefault(merged => merged.Id == e.Other);
        var entry = known ?? new(e.Other, e.By, e.At, e.Reason ?? "", null);
        var (profile, taken) = (e.Taken?.Profile, e.Taken ?? Customer.None);
        var duplicates = customer.PossibleDuplicates.Remove(e.Other);
        // By a command of order management, the other one is confirmed; what led to the other is as it was there.
        var alias = new CustomerAlias(e.Other, profile?.Platform, profile?.Account, profile?.Name, profile?.Phone, e.Reason is null
            ? null : true);
        var aliases = taken.Aliases.Aggregate(Add(customer.Aliases, alias), Add);
        var claims = (customer.Claims ?? []).Concat(taken.Claims ?? []).DistinctBy(claim => claim.Id);
        return customer with
        {
            Block = customer.Block ?? (e.Block is { } block ? block with { Since = e.At } : null), // For this customer it begins now.
            Profile = customer.Profile ?? profile,
            Merged = (known is null
                ? customer.Merged : customer.Merged.Remove(known)).Add(entry with { BlockedSince = e.Block?.Since ?? entry.BlockedSince }),
            Statements = [.. customer.Statements.Union(taken.Statements)],
            Contacts = [.. customer.Contacts.Union(taken.Contacts)],
            Signers = taken.Signers.Aggregate(customer.Signers, Add),
            Aliases = aliases,
            Claims = NullIfNone([.. claims.Where(claim => aliases.All(known => known.Id != claim.Id))]),
            PossibleDuplicates = [.. duplicates.Union(taken.PossibleDuplicates)],
            PersonalDataErased = customer.PersonalDataErased || e.Taken is null,
        };
    }

    // A customer claims nothing of itself: a claim of the other one on this one ends with their merger.
    public static Customer WithoutClaimOn(CustomerId self, Customer taken) =>
        // not null: the claim is one of them
        taken.ClaimOn(self) is { } claim ? taken with { Claims = NullIfNone(taken.Claims!.Value.Remove(claim)) } : taken;

    public static Block? BlockToTake(Customer customer, CustomerId other, Customer taken) =>
        taken.Block is { } block && customer.Merged.All(merged => merged.Id != other || merged.BlockedSince != block.Since) ? block : null;

    public static ImmutableArray<CustomerClaim>? NullIfNone(ImmutableArray<CustomerClaim> claims) => claims.IsEmpty ? null : claims;

    public static ImmutableArray<CustomerContact> Add(ImmutableArray<CustomerContact> contacts, CustomerContact contact) =>
        contacts.Contains(contact) ? contacts : contacts.Add(contact);

    public static ImmutableArray<AuthorisedSigner> Add(ImmutableArray<AuthorisedSigner> signers, AuthorisedSigner signer) =>
        signers.Any(known => known.Name == signer.Name) ? signers : signers.Add(signer);

    public static ImmutableArray<CustomerAlias> Add(ImmutableArray<CustomerAlias> aliases, CustomerAlias alias) =>
        aliases.Any(known => known.Id == alias.Id) ? aliases : aliases.Add(alias);
}
