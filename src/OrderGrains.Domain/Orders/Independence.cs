using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Orders;

/// <summary>That a person had a part in what is decided.</summary>
/// <param name="Person">The subject of the token.</param>
/// <param name="Step">The step in which the person took part, as a command's name.</param>
public readonly record struct Involvement(string Person, string Step);

/// <summary>Separation of duties: nobody decides on what they had a part in, neither in person nor through a substitute.</summary>
/// <param name="Code">The code of the refusal.</param>
/// <param name="Of">Everybody who had a part, the involvement that is named first coming first.</param>
public sealed record Independence(RejectionCode Code, Func<Order, IEnumerable<Involvement>> Of)
{
    /// <summary>The refusal where the person had a part; null where it had none.</summary>
    public Rejection.SeparationOfDuties? Refusal(Order order, string? person, string? clause) => Refusal(Of(order), person, Code, clause);

    /// <summary>The refusal where the person is among those involved; null where it is not.</summary>
    public static Rejection.SeparationOfDuties? Refusal(IEnumerable<Involvement> involved, string? person, RejectionCode code,
        string? clause)
    {
        if (person is not null)
            foreach (var involvement in involved)
                if (involvement.Person == person)
                    return new(code, involvement.Step, person, clause);
        return null;
    }
}
