using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Staff;

/// <summary>Acting for somebody absent: in the own name, with the role of the absent one, and as far as neither of the two has a part in
/// what is decided.</summary>
internal static class Substitution
{
    /// <summary>What stands against acting for somebody: not being the substitute now, or that the absent one may not do it either. Null
    /// where nothing does.</summary>
    /// <param name="onBehalfOf">Whom the actor acts for, as entered.</param>
    /// <param name="standsIn">Whether the actor is that person's substitute now.</param>
    /// <param name="clause">The clause that the command rests on.</param>
    /// <param name="ownPart">The refusal where a person has a part in what is decided.</param>
    /// <param name="absent">Whom the actor acts for; null where for nobody.</param>
    public static Rejection? Fault(string? onBehalfOf, bool standsIn, string clause, Func<string, Rejection?> ownPart, out string? absent)
    {
        absent = UnicodeText.Read(onBehalfOf);
        return absent is null
            ? null : !standsIn ? new Rejection.RuleBroken(RejectionCode.NotSubstitute, "onBehalfOf", clause) : ownPart(absent);
    }
}
