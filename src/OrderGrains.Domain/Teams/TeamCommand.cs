namespace OrderGrains.Domain.Teams;

/// <summary>A command on a project team.</summary>
[GenerateSerializer, Immutable, Alias("og.team-command")]
public abstract record TeamCommand;

/// <summary>Something that happened to a project team.</summary>
/// <param name="By">The actor: the subject of the actor's token.</param>
/// <param name="At">When it was recorded, UTC.</param>
public abstract record TeamEvent(string By, DateTimeOffset At);
