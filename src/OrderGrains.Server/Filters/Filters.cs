namespace OrderGrains.Server.Filters;

/// <summary>A condition on a text.</summary>
/// <param name="Eq">Exactly this text.</param>
/// <param name="In">One of these texts.</param>
public sealed record TextFilter(string? Eq = null, IReadOnlyList<string>? In = null);

/// <summary>A condition on an id.</summary>
/// <param name="Eq">Exactly this id.</param>
/// <param name="In">One of these ids.</param>
public sealed record IdFilter([property: ApiId] string? Eq = null, [property: ApiId] IReadOnlyList<string>? In = null);

/// <summary>A condition on an instant.</summary>
/// <param name="Gte">At this instant or later.</param>
/// <param name="Lt">Before this instant.</param>
public sealed record InstantFilter(DateTimeOffset? Gte = null, DateTimeOffset? Lt = null);
