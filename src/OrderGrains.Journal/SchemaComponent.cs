using System.Collections.Immutable;

namespace OrderGrains.Journal;

/// <summary>A part of the database's schema with its history. A database has the first n scripts of each component; the rest are applied in order, each once.</summary>
/// <param name="Name">The component's name, such as <c>journal</c>; never changed.</param>
/// <param name="Scripts">SQL, oldest first; a released script is never edited, only followed by another.</param>
public sealed record SchemaComponent(string Name, ImmutableArray<string> Scripts);
