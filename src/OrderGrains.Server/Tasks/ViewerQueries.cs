using OrderGrains.Domain.Shared;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>Whoever asks: what waits for them, and what they were told.</summary>
    /// <param name="viewer">Who asks.</param>
    [Access]
    public static Viewer Viewer([Caller] Actor viewer) => new(viewer);
}
