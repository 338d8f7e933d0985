using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OrderGrains.Domain.Shared;

/// <summary>A line of the catalog of stored events. Its name and schema never change once published; a member
/// is only ever added, as an optional one.</summary>
/// <param name="Name">The name in the journal, such as <c>order.submitted</c>; never a CLR name.</param>
/// <param name="Schema">The version of the name's payload, from 1.</param>
/// <param name="Type">The event's record.</param>
/// <param name="Clause">The clause of the regulation that it rests on, such as R2.1; null where it rests on none.</param>
/// <param name="Json">How it is written as JSON.</param>
/// <param name="Personal">The names of the JSON members that hold personal data.</param>
public sealed record EventContract(string Name, int Schema, Type Type, string? Clause, JsonTypeInfo Json, ImmutableArray<string> Personal)
{
    /// <summary>The line of an event; its personal members are those marked with <see cref="PersonalAttribute"/>.</summary>
    public static EventContract Of<T>(string name, string? clause, JsonTypeInfo<T> json, int schema = 1) where T : class =>
        new(name, schema, typeof(T), clause, json, [.. typeof(T).GetProperties()
            .Where(member => member.IsDefined(typeof(PersonalAttribute)))
            .Select(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name))]);
}
