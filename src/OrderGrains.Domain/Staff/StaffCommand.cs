namespace OrderGrains.Domain.Staff;

/// <summary>A command on the staff register.</summary>
[GenerateSerializer, Immutable, Alias("og.staff-command")]
public abstract record StaffCommand
{
    /// <summary>The person: the subject of the token.</summary>
    public abstract string? Subject { get; init; }
}

/// <summary>Something that happened to an entry of the staff register.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record StaffEvent(string By, DateTimeOffset At);
