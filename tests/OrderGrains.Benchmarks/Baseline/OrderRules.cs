using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;

namespace OrderGrains.Benchmarks.Baseline;

/// <summary>What the columns need, parsed from a request without faults.</summary>
internal readonly record struct CheckedOrder(
    string Phone, DateOnly TermFrom, DateOnly TermTo, decimal Amount, DateOnly SignedAt, DateTimeOffset SubmittedAt, DateOnly OrderDate,
    string Priority);

/// <summary>The same validation as the product's: required fields, lengths, code lists, real and ordered dates, the fee, the four criteria.
/// All faults at once.</summary>
internal ref struct OrderRules(OrderRequest order, DateTimeOffset now)
{
    private const int NameLength = 200;
    private const int ReferenceLength = 64;
    private const int StreetLength = 300;
    private const int TextLength = 4_000;
    private const int MaxDeliverables = 50;
    private static readonly TimeSpan CompanyOffset = TimeSpan.FromHours(8);
    private static readonly string[] Categories = ["SERVICE_QUALITY", "COMPLETENESS", "ACCURACY", "FUNCTIONALITY"];
    private static readonly FrozenSet<string> Platforms = Set("web app wechat-mini partner-api");
    private static readonly FrozenSet<string> ServiceTypes =
        Set("STAFF_TRAINING IT_OPERATIONS TAX_AGENCY BRAND_DESIGN MANAGEMENT_CONSULTING FACILITY_SERVICE");
    private static readonly FrozenSet<string> PaymentMethods = Set("WECHAT_PAY ALIPAY BANK_TRANSFER CARD");
    private static readonly FrozenSet<string> Methods = Set("DEPLOYMENT WRITTEN_REPORT DEMONSTRATION");
    private static readonly FrozenSet<string> Priorities = Set("NORMAL HIGH URGENT");
    private static readonly FrozenSet<string> Countries = Set(Codes.Countries);
    private static readonly FrozenDictionary<string, int> MinorUnits = Codes.MinorUnits.Split(' ')
        .ToFrozenDictionary(x => x[..3], x => x.Length > 3 ? x[3] - '0' : 2);
    // Control characters other than tab, line feed and carriage return.
    private static readonly SearchValues<char> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(x => (char)x).Except(['\t', '\n', '\r']), '\u007f']);

    private List<Fault>? faults;

    /// <summary>Checks a request.</summary>
    /// <returns>The faults, or null if there are none and <paramref name="parsed"/> holds.</returns>
    public static List<Fault>? Check(OrderRequest order, DateTimeOffset now, out CheckedOrder parsed)
    {
        var rules = new OrderRules(order, now);
        parsed = rules.Check();
        return rules.faults;
    }

    private CheckedOrder Check()
    {
        Code(order.Platform, "platform", Platforms);
        Text(order.ExternalReference, "externalReference", ReferenceLength);
        var phone = Customer(order.Customer ?? new());
        Code(order.ServiceType, "serviceType", ServiceTypes);
        var (from, to) = Term(order.Term ?? new());
        var amount = Fee(order.Fee ?? new());
        Code(order.PaymentMethod, "paymentMethod", PaymentMethods);
        var submittedAt = SubmittedAt();
        var orderDate = DateOnly.FromDateTime(submittedAt.ToOffset(CompanyOffset).DateTime);
        var signedAt = Contract(order.Contract ?? new(), orderDate);
        Service(order.Service ?? new());
        Criteria(order.AcceptanceCriteria ?? []);
        if (order.Priority is not null)
            Code(order.Priority, "priority", Priorities);
        return new(phone, from, to, amount, signedAt, submittedAt, orderDate, order.Priority ?? "NORMAL");
    }

    private string Customer(CustomerRequest customer)
    {
        Optional(customer.Account, "customer.account", ReferenceLength);
        Text(customer.Name, "customer.name", NameLength);
        Text(customer.ContactPerson, "customer.contactPerson", NameLength);
        Optional(customer.Email, "customer.email", NameLength);
        if (customer.Email is { } email && email.IndexOf('@') is <= 0)
            Add("FORMAT", "customer.email", "is not an e-mail address");
        var address = customer.Address ?? new();
        Code(address.Country, "customer.address.country", Countries);
        Text(address.Province, "customer.address.province", NameLength);
        Text(address.City, "customer.address.city", NameLength);
        Text(address.Street, "customer.address.street", StreetLength);
        return Phone(customer.Phone);
    }

    private string Phone(string? phone)
    {
        if (!Text(phone, "customer.phone", ReferenceLength))
            return "";
        Span<char> digits = stackalloc char[ReferenceLength];
        var n = 0;
        foreach (var c in phone!)
            if (c is not (' ' or '-'))
                digits[n++] = c;
        var number = digits[..n];
        if (n is < 8 or > 16 || number[0] != '+' || number[1] == '0' || number[1..].ContainsAnyExceptInRange('0', '9'))
            Add("FORMAT", "customer.phone", "is not an E.164 number");
        return number.ToString();
    }

    private (DateOnly From, DateOnly To) Term(TermRequest term)
    {
        if (Date(term.From, "term.from", out var from) & Date(term.To, "term.to", out var to) && to <= from)
            Add("RANGE", "term.to", "must be after term.from");
        return (from, to);
    }

    private decimal Fee(MoneyRequest fee)
    {
        var known = Required(fee.Currency, "fee.currency") & MinorUnits.TryGetValue(fee.Currency ?? "", out var minorUnits);
        if (!known && fee.Currency is { Length: > 0 })
            Add("UNKNOWN_CODE", "fee.currency", "is not an ISO 4217 code");
        if (!Required(fee.Amount, "fee.amount"))
            return 0;
        if (fee.Amount!.Length > 20
            || !decimal.TryParse(
                fee.Amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
            Add("FORMAT", "fee.amount", "is not a decimal number");
        else if (amount is <= 0 or >= 1_000_000_000_000m)
            Add("RANGE", "fee.amount", "must be greater than zero");
        else if (known && amount != decimal.Round(amount, minorUnits))
            Add("SCALE", "fee.amount", "has more decimals than the currency");
        else
            return amount;
        return 0;
    }

    private DateTimeOffset SubmittedAt()
    {
        if (order.SubmittedAt is null)
            return now;
        if (!DateTimeOffset.TryParse(order.SubmittedAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            || !order.SubmittedAt.Contains('T'))
            Add("FORMAT", "submittedAt", "is not a time");
        else if (at > now.AddDays(400))
            Add("RANGE", "submittedAt", "lies in the future");
        return at.ToUniversalTime();
    }

    private DateOnly Contract(ContractRequest contract, DateOnly orderDate)
    {
        Text(contract.Number, "contract.number", ReferenceLength);
        Text(contract.RightsAndObligations, "contract.rightsAndObligations", TextLength);
        Text(contract.TermsVersion, "contract.termsVersion", ReferenceLength);
        if (Date(contract.SignedAt, "contract.signedAt", out var signed) && signed > orderDate)
            Add("RANGE", "contract.signedAt", "lies after the submission");
        return signed;
    }

    private void Service(ServiceRequest service)
    {
        Text(service.Requirements, "service.requirements", TextLength);
        if (service.Goals is not { Count: > 0 and <= MaxDeliverables } goals)
            Add("REQUIRED", "service.goals", "needs 1 to 50 goals");
        else
            for (var i = 0; i < goals.Count; i++)
                if (!IsText(goals[i], TextLength))
                    Add("REQUIRED", $"service.goals.{i}", "is missing, too long or not a text");
        if (service.Deliverables is not { Count: > 0 and <= MaxDeliverables } deliverables)
        {
            Add("REQUIRED", "service.deliverables", "needs 1 to 50 deliverables");
            return;
        }
        for (var i = 0; i < deliverables.Count; i++)
        {
            if (!IsText(deliverables[i]?.Name, NameLength))
                Add("REQUIRED", $"service.deliverables.{i}.name", "is missing, too long or not a text");
            if (!Methods.Contains(deliverables[i]?.Method ?? ""))
                Add("UNKNOWN_CODE", $"service.deliverables.{i}.method", "is not a known code");
        }
    }

    private void Criteria(List<CriterionRequest?> criteria)
    {
        var covered = 0;
        for (var i = 0; i < criteria.Count; i++)
        {
            var category = Array.IndexOf(Categories, criteria[i]?.Category);
            if (category < 0)
                Add("UNKNOWN_CODE", $"acceptanceCriteria.{i}.category", "is not a known code");
            else if (criteria[i] is { } c && IsText(c.Text, TextLength) == IsText(c.NotApplicableReason, TextLength))
                Add("REQUIRED", $"acceptanceCriteria.{i}", "needs a text or a reason why it does not apply");
            else
                covered |= 1 << category;
        }
        if (criteria.Count > MaxDeliverables || covered != 0b1111
            && faults?.Exists(x => x.Path.StartsWith("acceptanceCriteria.", StringComparison.Ordinal)) != true)
            Add("REQUIRED", "acceptanceCriteria", "must cover the four categories");
    }

    private void Code(string? value, string path, FrozenSet<string> codes)
    {
        if (Required(value, path) && !codes.Contains(value!))
            Add("UNKNOWN_CODE", path, "is not a known code");
    }

    private bool Date(string? value, string path, out DateOnly date)
    {
        date = default;
        if (!Required(value, path))
            return false;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
            return true;
        Add("FORMAT", path, "is not a date");
        return false;
    }

    private bool Text(string? value, string path, int length) => Required(value, path) && Optional(value, path, length);

    private bool Required(string? value, string path)
    {
        if (!string.IsNullOrWhiteSpace(value))
            return true;
        Add("REQUIRED", path, "is missing");
        return false;
    }

    private bool Optional(string? value, string path, int length)
    {
        if (value is null || value.Length <= length && !value.AsSpan().ContainsAny(Forbidden))
            return true;
        Add(value.Length > length ? "TOO_LONG" : "FORMAT", path, value.Length > length ? "is too long" : "contains control characters");
        return false;
    }

    private static bool IsText(string? value, int length) =>
        !string.IsNullOrWhiteSpace(value) && value.Length <= length && !value.AsSpan().ContainsAny(Forbidden);

    private void Add(string code, string path, string message) => (faults ??= []).Add(new(code, path, message));

    private static FrozenSet<string> Set(string codes) => codes.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
