using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;

namespace OrderGrains.GraphQL.Schema;

/// <summary>A mutation that is made of a generic class instead of being written by hand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Resolver">A class whose only public static method resolves it.</param>
/// <param name="Described">The type whose documentation describes it.</param>
/// <param name="Access">The roles of which one is needed to call it.</param>
/// <param name="Urgency">How urgent it is.</param>
public sealed record DerivedMutation(string Name, Type Resolver, Type Described, Roles Access, Urgency Urgency)
{
    /// <summary>The field.</summary>
    internal FieldType ToField()
    {
        var fields = (IObjectGraphType)Activator.CreateInstance(typeof(ApiObject<>).MakeGenericType(Resolver))!; // A class has a constructor.
        var field = fields.Fields.Single();
        field.Name = Name;
        field.Description = XmlDescriptions.Of(Described);
        return field.WithMetadata(AccessAttribute.Key, Access).WithMetadata(UrgencyAttribute.Key, Urgency);
    }
}
