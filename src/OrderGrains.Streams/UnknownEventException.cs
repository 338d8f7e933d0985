namespace OrderGrains.Streams;

/// <summary>The journal holds an event of a newer version of the program.</summary>
public sealed class UnknownEventException(string type, int schema)
    : InvalidOperationException($"The event {type} {schema} is unknown to this version of the program.");
