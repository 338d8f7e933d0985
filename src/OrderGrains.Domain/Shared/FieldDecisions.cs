namespace OrderGrains.Domain.Shared;

/// <summary>How steps write decisions on what was entered.</summary>
internal static class FieldDecisions
{
    /// <summary>Decides on a command of which one text is all that can be wrong.</summary>
    /// <param name="value">The text as entered.</param>
    /// <param name="path">The field.</param>
    /// <param name="clause">The clause of the regulation.</param>
    /// <param name="accepted">The event, given the text as read.</param>
    public static Decision<TEvent> WithText<TEvent>(string? value, string path, string? clause, Func<string, TEvent> accepted)
    {
        var fields = new FieldReader();
        return fields.Text(value, path, TextLimit.Prose, clause) is { } text
            ? Decision<TEvent>.Accept(accepted(text)) : new Decision<TEvent>.Rejected(fields.Faults);
    }
}
