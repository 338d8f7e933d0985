using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The viewer: their tasks and notifications.</summary>
    /// <param name="viewer">The caller.</param>
    [Access]
    public static Viewer Viewer([Caller] Actor viewer) => new(viewer);
}
