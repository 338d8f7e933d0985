namespace OrderGrains.Streams;

/// <summary>The journal holds an event that this version of the program does not know: a newer one wrote it.</summary>
public sealed class UnknownEventException(string type, int schema)
    : InvalidOperationException($"The event {type} {schema} is unknown to this version of the program.");
