using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using OrderGrains.Domain.Staff;
using OrderGrains.Journal;
using OrderGrains.Server.Records;

namespace OrderGrains.Server.StaffRegister;

/// <summary>The row of an entry of the staff register.</summary>
/// <param name="Stream">The entry's stream.</param>
/// <param name="Version">The version that the row stands for.</param>
/// <param name="Subject">The subject of the person's token, by which lists are sorted.</param>
/// <param name="SubstitutedUntil">The last day on which somebody stands in for the person, ISO 8601; null where nobody is to.</param>
public sealed record StaffRow(StreamId Stream, int Version, string Subject, string? SubstitutedUntil) : IStreamRow;

/// <summary>Describes the staff register to the journal.</summary>
public sealed class StaffAggregate : Aggregate<StaffMember, StaffEvent>
{
    /// <summary>How the events of the staff register are stored.</summary>
    public static EventCatalog<StaffEvent> Events { get; } = Catalogs.Of<StaffEvent>(StaffSteps.Table.Contracts);

    /// <inheritdoc/>
    public override string Kind => "staff";
    /// <inheritdoc/>
    public override StaffMember Initial => StaffMember.None;
    /// <inheritdoc/>
    public override int Fold => StaffSteps.Fold;
    /// <inheritdoc/>
    public override JsonTypeInfo<StaffMember> StateJson => StaffJson.Default.StaffMember;
    /// <inheritdoc/>
    public override StaffMember Evolve(StaffMember state, StaffEvent @event) => StaffRules.Evolve(state, @event);
    /// <summary>The person's own.</summary>
    public override Guid KeySubject(StreamId stream, StaffMember state) => stream.Value;
    /// <inheritdoc/>
    public override IStreamRow Row(StreamId stream, int version, StaffMember state) => new StaffRow(
        stream, version, state.Subject ?? "", StaffRules.SubstitutedUntil(state)?.ToString("O", CultureInfo.InvariantCulture));
}
