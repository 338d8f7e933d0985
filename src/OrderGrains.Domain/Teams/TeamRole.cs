using System.Text.Json.Serialization;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Teams;

/// <summary>The roles in a project team (R4.1).</summary>
[JsonConverter(typeof(EnumCodeJson<TeamRole>))]
public enum TeamRole
{
    /// <summary>None.</summary>
    None,
    /// <summary>The project manager.</summary>
    ProjectManager,
    /// <summary>Service staff.</summary>
    ServiceStaff,
    /// <summary>Technical support.</summary>
    TechSupport,
    /// <summary>The team's quality control (R5.3.1).</summary>
    TeamQc,
    /// <summary>A technical expert, who attends meetings (R4.2.1).</summary>
    TechExpert,
    /// <summary>Anything else.</summary>
    Other,
}
