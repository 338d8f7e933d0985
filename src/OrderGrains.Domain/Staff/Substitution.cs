using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>Acting for an absent person: in the actor's name, with the absent person's role, if neither of the two took part in the
/// matter.</summary>
internal static class Substitution
{
    /// <summary>The refusal of acting for an absent person: the actor is no substitute now, or the absent person may not do it either. Null
    /// where nothing does.</summary>
    /// <param name="onBehalfOf">The absent person, as entered.</param>
    /// <param name="standsIn">Whether the actor is that person's substitute now.</param>
    /// <param name="clause">The clause that the command rests on.</param>
    /// <param name="ownPart">The refusal where a person has a part in what is decided.</param>
    /// <param name="absent">The absent person; null if there is none.</param>
    public static Rejection? Fault(string? onBehalfOf, bool standsIn, string clause, Func<string, Rejection?> ownPart, out string? absent)
    {
        absent = UnicodeText.Read(onBehalfOf);
        return absent is null
            ? null : !standsIn ? new Rejection.RuleBroken(RejectionCode.NotSubstitute, "onBehalfOf", clause) : ownPart(absent);
    }
}
