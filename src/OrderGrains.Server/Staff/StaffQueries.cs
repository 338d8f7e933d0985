using GraphQL;
using OrderGrains.Server.Staff;

namespace OrderGrains.Server;

public sealed partial class Query
{
    /// <summary>The person with this id; null if nobody is registered under it.</summary>
    /// <param name="staff">The staff register.</param>
    /// <param name="id">The global id.</param>
    /// <param name="cancellation">Ends the reading.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<StaffMemberNode?> StaffMember([FromServices] StaffNodeReader staff, [ApiId] string id,
        CancellationToken cancellation) =>
        GlobalId.TryDecode(id, "StaffMember", out var member) ? await staff.FindAsync(member, cancellation) : null;

    /// <summary>The staff register by subject, page by page.</summary>
    /// <param name="staff">The staff register.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="first">How many from the start, or after a cursor; 1 to 100, 20 if nothing is said.</param>
    /// <param name="after">The cursor after which the page begins.</param>
    /// <param name="last">How many from the end, or before a cursor; 1 to 100.</param>
    /// <param name="before">The cursor before which the page ends.</param>
    [Access(OrderAccess.SeesEverything)]
    public static async Task<Connection<StaffMemberNode>> StaffMembers(
        [FromServices] StaffNodeReader staff, CancellationToken cancellation, int? first = null, string? after = null, int? last = null,
            string? before = null)
    {
        var request = PageRequest.Of(first, after, last, before, "staff");
        return request.Page(await staff.PageAsync(request, cancellation), member => new Cursor("staff", member.Subject, default));
    }
}
