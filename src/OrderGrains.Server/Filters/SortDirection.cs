namespace OrderGrains.Server.Filters;

/// <summary>The direction of a sort.</summary>
public enum SortDirection
{
    /// <summary>Smallest first.</summary>
    Asc,
    /// <summary>Greatest first.</summary>
    Desc,
}
