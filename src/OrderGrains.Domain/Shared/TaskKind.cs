using System.Text.Json.Serialization;

namespace OrderGrains.Domain.Shared;

/// <summary>The kinds of tasks.</summary>
[JsonConverter(typeof(EnumCodeJson<TaskKind>))]
public enum TaskKind
{
    /// <summary>Review it (R2.3).</summary>
    Review,
    /// <summary>Verify the findings with the people concerned, and correct it (R2.3).</summary>
    Correction,
    /// <summary>Decide on its requested cancellation.</summary>
    Cancellation,
    /// <summary>Propose a team for it (R3.2).</summary>
    Assignment,
    /// <summary>Decide on the team that is proposed for it (R3.2).</summary>
    AssignmentApproval,
    /// <summary>Form the team that it was assigned to (R4.1).</summary>
    TeamFormation,
    /// <summary>Decide on a member whom the project manager proposed for its team (R4.1).</summary>
    MemberApproval,
    /// <summary>Hold its kick-off meeting (R4.2).</summary>
    Kickoff,
    /// <summary>Do what its kick-off meeting decided (R4.2).</summary>
    KickoffDecision,
    /// <summary>Work out its plan (R4.3).</summary>
    Planning,
    /// <summary>Decide on its plan (R4.3).</summary>
    PlanReview,
    /// <summary>Decide whether an account and the register's entry that it has claimed are the same company (R2.2.1): about a customer, not
    /// an order.</summary>
    CustomerClaim,
}
