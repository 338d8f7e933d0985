namespace OrderGrains.Domain.Shared;

/// <summary>Whether somebody is with the company, by the staff register.</summary>
public enum StaffPresence
{
    /// <summary>Not in the register.</summary>
    Unknown,
    /// <summary>With the company.</summary>
    Present,
    /// <summary>Has left it.</summary>
    Left,
}
