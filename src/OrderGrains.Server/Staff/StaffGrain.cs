using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.Storage;
using OrderGrains.Streams;

namespace OrderGrains.Server.Staff;

/// <summary>An entry of the staff register as a virtual actor: its key is the hash of the person's subject.</summary>
[Alias("og.IStaffGrain")]
public interface IStaffGrain : IGrainWithGuidKey
{
    /// <summary>Decides on a command and records what follows.</summary>
    [Alias("execute")]
    Task<Outcome<StaffMember, Rejection>> ExecuteAsync(Call call, StaffCommand command, Actor actor);
}

[GrainType("staff"), PartitionPlacement]
internal sealed class StaffGrain(AggregateStore<StaffMember, StaffEvent, Rejection> store)
    : EventSourcedGrain<StaffMember, StaffEvent, Rejection>(store), IStaffGrain
{
    public Task<Outcome<StaffMember, Rejection>> ExecuteAsync(Call call, StaffCommand command, Actor actor) =>
        ExecuteAsync(
            call, _ => StaffRules.AccessRefusal(command, actor), (member, now) =>
                StaffRules.Decide(member, command, new(actor, now)).ToDecided(),
            CancellationToken.None);
}
