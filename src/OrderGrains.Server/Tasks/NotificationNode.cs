using GraphQL;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.Orders;

namespace OrderGrains.Server.Tasks;

/// <summary>A notification to the viewer about an order; all holders of the same role have it.</summary>
[Name("Notification"), Access]
public sealed class NotificationNode : INode
{
    private readonly NotificationRow _row;
    private readonly OrderPolicy _company;

    internal NotificationNode(NotificationRow row, OrderNode? order, OrderPolicy company) =>
        (_row, Order, _company) = (row, order, company);

    internal Guid Place => _row.Id;

    /// <summary>The notification's global id.</summary>
    [ApiId] public string Id => GlobalId.Encode(InboxReader.Type, _row.Id);
    /// <summary>The subject.</summary>
    public NotificationKind Kind => _row.Kind;
    /// <summary>The order; null where the viewer may not know of it any more.</summary>
    public OrderNode? Order { get; }
    /// <summary>The task that it is about; null where it is about none.</summary>
    public TaskKind? Task => _row.Details?.Task;
    /// <summary>When that task was due as this was told; null where it is about none.</summary>
    public DateTimeOffset? DueAt => _row.Details?.DueAt;
    /// <summary>How much of the task's time had passed, in percent; null where it is no warning.</summary>
    public int? Percent => _row.Details?.Percent;
    /// <summary>The level that the task was escalated to; null where it was not.</summary>
    public int? Level => _row.Details?.Level;
    /// <summary>When it was told.</summary>
    public DateTimeOffset CreatedAt => _row.CreatedAt;
    /// <summary>When the first of those whom it is for had read it; null while nobody has.</summary>
    public DateTimeOffset? ReadAt => _row.ReadAt;
    /// <summary>The person: the subject of the token.</summary>
    public string? ReadBy => _row.ReadBy;

    /// <summary>The text, in the language of the request; times in the company's time zone.</summary>
    public string Text([InLanguage] Language language) =>
        NotificationTexts.Of(_row.Kind, _row.Details, Order?.Number, _company.TimeZone, language);
}
