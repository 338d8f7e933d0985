namespace OrderGrains.Server.Filters;

/// <summary>A place in a sorted list: the sort key and the order's id.</summary>
public readonly record struct KeysetCursor(DateTimeOffset Key, Guid Stream);
