using System.Globalization;
using GraphQL;
using OrderGrains.Domain.Shared;
using OrderGrains.Server.GraphQL;
using OrderGrains.Server.Streams;
using OrderGrains.Streams;

namespace OrderGrains.Server;

public sealed partial class Mutation
{
    /// <summary>Has a parked record's events applied, from the parked one on, in their order.</summary>
    /// <param name="parked">The parked events.</param>
    /// <param name="language">The language of the answer.</param>
    /// <param name="input">The command.</param>
    [Access(Roles.Admin)]
    public static async Task<ParkedEventPayload> ParkedEventResume([FromServices] ParkedEvents parked, [InLanguage] Language language,
        ParkedEventResumeInput input)
    {
        if (!long.TryParse(input.Position, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            || await parked.ResumeAsync(input.Consumer, input.Partition, position) is not { } resumption)
        {
            return new ParkedEventPayload(null, CommandAnswer.Of(new Rejection.RuleBroken(RejectionCode.NotFound, "position"))(language));
        }
        return new ParkedEventPayload(resumption.Parked is { } again
            ? new ParkedEventNode(input.Consumer, input.Partition, again) : null, []);
    }
}
