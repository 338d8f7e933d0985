using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Domain.Shared;

/// <summary>A command on a kind of record beside orders, with everything that there is to say about it.</summary>
/// <typeparam name="TState">The record.</typeparam>
/// <typeparam name="TCommand">The commands on it.</typeparam>
/// <typeparam name="TEvent">Its events.</typeparam>
/// <typeparam name="TContext">What a decision rests on besides the record and the command.</typeparam>
public sealed record RecordStep<TState, TCommand, TEvent, TContext>
    where TCommand : class
    where TEvent : class
{
    private RecordStep(JsonTypeInfo json, string? name) =>
        (Json, Command) = (json, name ?? JsonNamingPolicy.CamelCase.ConvertName(json.Type.Name));

    /// <summary>The command's name: that of its mutation in the API, if it has one.</summary>
    public string Command { get; }
    /// <summary>How the command is written as JSON, for its fingerprint; its type is the command's.</summary>
    public JsonTypeInfo Json { get; }
    /// <summary>The roles of which the actor needs one; <see cref="Roles.None"/> where another record's rules have decided who
    /// may.</summary>
    public Roles Roles { get; private init; }
    /// <summary>The clause that it rests on; null where it rests on none.</summary>
    public string? Clause { get; init; }
    /// <summary>Whether the record's state allows it.</summary>
    public Func<TState, bool> IsPossible { get; init; } = static _ => true;
    /// <summary>The events that it may record.</summary>
    public ImmutableArray<RecordEventType<TState, TEvent>> Events { get; init; } = [];

    /// <summary>Whether people give it through the API; the system gives the others.</summary>
    public bool IsPublic => Roles is not (Roles.None or Roles.System);

    internal Func<TState, TCommand, TContext, Decision<TEvent>> Decide { get; private init; } = null!; // set by For
    internal Func<TCommand, TCommand> Canonical { get; private init; } = static command => command;

    /// <summary>A step.</summary>
    /// <param name="json">How the command is written as JSON.</param>
    /// <param name="decide">Decides on a command that the actor may give and the state allows; pure.</param>
    /// <param name="roles">The roles of which the actor needs one.</param>
    /// <param name="canonical">The one spelling of commands that mean the same, for the fingerprint; as entered by default.</param>
    /// <param name="name">The command's name in fingerprints where it is not that of its record.</param>
    internal static RecordStep<TState, TCommand, TEvent, TContext> For<T>(
        JsonTypeInfo<T> json, Func<TState, T, TContext, Decision<TEvent>> decide, Roles roles, Func<T, T>? canonical = null,
            string? name = null)
        where T : class, TCommand
    {
        var step = new RecordStep<TState, TCommand, TEvent, TContext>(json, name)
        {
            Roles = roles,
            Decide = (state, command, context) => decide(state, (T)command, context),
        };
        return canonical is null ? step : step with { Canonical = command => canonical((T)command) };
    }
}

/// <summary>A kind of event: how it is stored, and what it makes of a record.</summary>
public sealed record RecordEventType<TState, TEvent>
    where TEvent : class
{
    private RecordEventType(EventContract contract, Func<TState, TEvent, TState> apply) => (Contract, Apply) = (contract, apply);

    /// <summary>How the journal stores it.</summary>
    public EventContract Contract { get; }

    internal Func<TState, TEvent, TState> Apply { get; }

    /// <summary>A kind of event.</summary>
    /// <param name="name">The name in the journal, such as <c>team.created</c>.</param>
    /// <param name="clause">The clause that it rests on; null where it rests on none.</param>
    /// <param name="json">How it is written as JSON.</param>
    /// <param name="apply">Applies it to a record; never refuses.</param>
    internal static RecordEventType<TState, TEvent> Of<T>(string name, string? clause, JsonTypeInfo<T> json, Func<TState, T, TState> apply)
        where T : class, TEvent => new(EventContract.Of(name, clause, json), (state, @event) => apply(state, (T)@event));
}
