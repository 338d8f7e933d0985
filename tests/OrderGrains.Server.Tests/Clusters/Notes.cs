using System.Text.Json.Serialization;
using OrderGrains.Server.Storage;

namespace OrderGrains.Server.Tests.Clusters;

/// <summary>A grain with nothing but a state, to try the storage of states with.</summary>
[Alias("test.INoteGrain")]
public interface INoteGrain : IGrainWithIntegerKey
{
    [Alias("read")] Task<StoredNote> ReadAsync();
    [Alias("write")] Task<StoredNote> WriteAsync(string text);
    [Alias("overtaken")] Task OvertakenAsync(string text, string before);
    [Alias("clear")] Task ClearAsync();
    [Alias("forget")] Task ForgetAsync();
}

/// <summary>The state that a grain finds.</summary>
[GenerateSerializer, Immutable, Alias("test.stored-note")]
public sealed record StoredNote([property: Id(0)] string Text, [property: Id(1)] bool Exists, [property: Id(2)] string? ETag);

/// <summary>The state.</summary>
[GenerateSerializer, Alias("test.note")]
public sealed record Note([property: Id(0)] string Text)
{
    public Note() : this("") { }
}

[JsonSerializable(typeof(Note))]
internal sealed partial class NotesJson : JsonSerializerContext;

[GrainType("test-note")]
internal sealed class NoteGrain(
    [PersistentState("note", GrainStates.Storage)] IPersistentState<Note> note,
    [PersistentState("note", GrainStates.Storage)] IPersistentState<Note> other) : Grain, INoteGrain
{
    public Task<StoredNote> ReadAsync() => Task.FromResult(new StoredNote(note.State.Text, note.RecordExists, note.Etag));

    public async Task<StoredNote> WriteAsync(string text)
    {
        note.State = new(text);
        await note.WriteStateAsync();
        return await ReadAsync();
    }

    // Acts as a second activation on another silo.
    public async Task OvertakenAsync(string text, string before)
    {
        await other.ReadStateAsync();
        other.State = new(before);
        await other.WriteStateAsync();
        await WriteAsync(text);
    }

    public Task ClearAsync() => note.ClearStateAsync();

    public Task ForgetAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

/// <summary>Another kind of grain, whose state has the same name.</summary>
[Alias("test.IMemoGrain")]
public interface IMemoGrain : IGrainWithIntegerKey
{
    [Alias("read")] Task<string> ReadAsync();
}

[GrainType("test-memo")]
internal sealed class MemoGrain([PersistentState("note", GrainStates.Storage)] IPersistentState<Note> note) : Grain, IMemoGrain
{
    public Task<string> ReadAsync() => Task.FromResult(note.State.Text);
}
