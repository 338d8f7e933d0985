using System.Collections.Immutable;

namespace OrderGrains.Domain.Shared;

/// <summary>The roles of the regulation, and the machine clients' and oversight's beside them. A person may hold several.</summary>
[Flags]
public enum Roles : long
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>The customer, who sees and acts on its own orders.</summary>
    Customer = 1 << 0,
    /// <summary>Sales, which negotiates and signs (R2.1.1).</summary>
    Sales = 1 << 1,
    /// <summary>Order management (R2.2, R3, R6).</summary>
    OrderManager = 1 << 2,
    /// <summary>The designated reviewer (R2.3).</summary>
    OrderReviewer = 1 << 3,
    /// <summary>The person responsible for approving assignments (R3.2).</summary>
    AssignmentApprover = 1 << 4,
    /// <summary>The project manager (R4).</summary>
    ProjectManager = 1 << 5,
    /// <summary>Service staff (R4.1).</summary>
    ServiceStaff = 1 << 6,
    /// <summary>Technical support (R4.1).</summary>
    TechSupport = 1 << 7,
    /// <summary>Technical experts, who attend meetings (R4.2.1).</summary>
    TechExpert = 1 << 8,
    /// <summary>The team's quality control (R5.3.1).</summary>
    TeamQc = 1 << 9,
    /// <summary>Customer service (R5.3.2, R9).</summary>
    CustomerService = 1 << 10,
    /// <summary>The lead of customer service.</summary>
    CustomerServiceLead = 1 << 11,
    /// <summary>Finance (R8).</summary>
    Finance = 1 << 12,
    /// <summary>Senior leaders (R6.3.2).</summary>
    SeniorLeader = 1 << 13,
    /// <summary>Document administration (R10).</summary>
    DocumentAdmin = 1 << 14,
    /// <summary>The approvers of access to and destruction of documents (R10.3, R10.4).</summary>
    DocumentApprover = 1 << 15,
    /// <summary>Heads of departments (R4.3).</summary>
    DepartmentHead = 1 << 16,
    /// <summary>Members of departments, who give opinions (R6.3.1).</summary>
    DepartmentMember = 1 << 17,
    /// <summary>Technical administration: configuration and parked events, never business.</summary>
    Admin = 1 << 18,
    /// <summary>Reads everything and changes nothing.</summary>
    Auditor = 1 << 19,
    /// <summary>An online platform's machine client, which reaches the platforms that its token names (R2.1.2).</summary>
    Platform = 1 << 20,
    /// <summary>The system itself, where the regulation has it act. No token carries it.</summary>
    System = 1 << 21,
}

/// <summary>The actor of a command: the subject of the token, its roles, and their limits.</summary>
/// <param name="Subject">The token's subject, the key of the staff register.</param>
/// <param name="Roles">The roles held.</param>
/// <param name="Platforms">The platforms that a PLATFORM token reaches; <c>*</c> means all.</param>
/// <param name="CustomerId">The customer that a CUSTOMER token stands for.</param>
/// <param name="OnBehalfOf">The absent person whose substitute the actor is now, by the staff register; null where the actor acts for
/// nobody else.</param>
[GenerateSerializer, Immutable, Alias("og.actor")]
public sealed record Actor(
    [property: Id(0)] string Subject, [property: Id(1)] Roles Roles, [property: Id(2)] ImmutableArray<string> Platforms = default,
    [property: Id(3)] CustomerId? CustomerId = null,
    [property: Id(4)] string? OnBehalfOf = null)
{
    /// <summary>The system itself.</summary>
    public static readonly Actor System = new("system", Roles.System);

    /// <summary>Whether the actor holds at least one of <paramref name="roles"/>.</summary>
    public bool IsAny(Roles roles) => (Roles & roles) != 0;
}
