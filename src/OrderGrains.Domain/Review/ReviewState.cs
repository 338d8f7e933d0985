using System.Collections.Immutable;

namespace OrderGrains.Domain.Review;

/// <summary>The review of an order (R2.3).</summary>
/// <param name="ClaimedBy">The reviewer who decides; null while nobody claimed it.</param>
/// <param name="Findings">Every finding so far, numbered from 1.</param>
/// <param name="Answers">Every answer so far.</param>
/// <param name="OpenFindings">The numbers of the findings that the next correction has to answer.</param>
[GenerateSerializer, Immutable, Alias("og.review")]
public sealed record ReviewState(
    [property: Id(0)] string? ClaimedBy, [property: Id(1)] ImmutableArray<Finding> Findings,
    [property: Id(2)] ImmutableArray<FindingAnswer> Answers,
    [property: Id(3)] ImmutableArray<int> OpenFindings)
{
    /// <summary>Not reviewed yet.</summary>
    public static readonly ReviewState None = new(null, [], [], []);
}
