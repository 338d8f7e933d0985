using OrderGrains.Domain.Staff;
using OrderGrains.Server.Records;
using OrderGrains.Server.StaffRegister;

namespace OrderGrains.Server.Staff;

/// <summary>Registers entries of the staff register as a kind of record.</summary>
internal static class StaffSetup
{
    /// <summary>The registration of the staff register.</summary>
    public static RecordRegistration Registration { get; } =
        new RecordRegistration<StaffMember, StaffEvent>(new StaffAggregate(), StaffAggregate.Events, new StaffRowTable())
        {
            AddServices = services => services
                .AddSingleton<StaffReader>()
                .AddSingleton<StaffNodeReader>()
                .AddSingleton<StaffCommands>()
                .AddNode<StaffNodeReader>("StaffMember", async (staff, ids, viewer, cancellation) =>
                    viewer.IsAny(OrderAccess.SeesEverything) ? await staff.FindAsync(ids, cancellation) : new INode?[ids.Count]),
            Describe = api => api
                .WithMutations(StepMutations.Of(StaffSteps.Table, typeof(StaffMutation<>)))
                .With(typeof(StaffMemberNode))
                .Grant(OrderAccess.SeesEverything, typeof(StaffAbsence)),
        };
}
