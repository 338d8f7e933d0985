using System.Globalization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Filters;
using OrderGrains.Server.Search;

namespace OrderGrains.Server.Customers;

/// <summary>Which customers a list shows: all conditions given hold.</summary>
[MaxSize(depth: 8, count: 200)]
public sealed record CustomerFilter : ISearchFilter<CustomerFilter>
{
    /// <summary>All of these hold.</summary>
    public IReadOnlyList<CustomerFilter>? And { get; init; }
    /// <summary>At least one of these holds.</summary>
    public IReadOnlyList<CustomerFilter>? Or { get; init; }
    /// <summary>This does not hold.</summary>
    public CustomerFilter? Not { get; init; }
    /// <summary>By what it contains, as people look for it: names, accounts, phones, e-mail addresses, address, and contacts, signers and
    /// what it was known by before as far as 8,000 characters hold them all. Each word of it is somewhere in there, also inside a longer
    /// word; case, width, accents and punctuation do not matter. May lag a moment.</summary>
    public string? Contains { get; init; }
    /// <summary>By status.</summary>
    public CustomerStatusFilter? Status { get; init; }
    /// <summary>By when the customer's record began.</summary>
    public InstantFilter? CreatedAt { get; init; }
    /// <summary>By when the customer's record last changed.</summary>
    public InstantFilter? UpdatedAt { get; init; }

    CustomerFilter ISearchFilter<CustomerFilter>.With(string? contains, IReadOnlyList<CustomerFilter>? and) =>
        this with { Contains = contains, And = and };
}

/// <summary>A condition on a customer's status.</summary>
/// <param name="Eq">Exactly this status.</param>
/// <param name="In">One of these statuses.</param>
public sealed record CustomerStatusFilter(CustomerStatus? Eq = null, IReadOnlyList<CustomerStatus>? In = null);

/// <summary>The fields that customers are sorted by.</summary>
public enum CustomerSortField
{
    /// <summary>When the customer's record began.</summary>
    CreatedAt,
    /// <summary>When the customer's record last changed.</summary>
    UpdatedAt,
}

/// <summary>How a list of customers is sorted.</summary>
public sealed record CustomerSort
{
    /// <summary>By what; by the beginning of the customer's record if nothing is said.</summary>
    public CustomerSortField? Field { get; init; }
    /// <summary>In which direction; the greatest first if nothing is said.</summary>
    public SortDirection? Direction { get; init; }

    internal CustomerSortField Key => Field ?? CustomerSortField.CreatedAt;
    internal bool IsDescending => Direction is not SortDirection.Asc;
    internal string Name => "CUSTOMERS " + EnumCode<CustomerSortField>.Of(Key) + (IsDescending ? "-" : "+");

    internal Cursor CursorOf(CustomerNode customer) =>
        new(Name, (Key == CustomerSortField.CreatedAt
            ? customer.CreatedAt : customer.UpdatedAt).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), customer.Key);
}
