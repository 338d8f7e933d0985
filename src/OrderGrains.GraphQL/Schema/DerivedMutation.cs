using GraphQL;
using GraphQL.Types;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Access;
using OrderGrains.GraphQL.Admission;

namespace OrderGrains.GraphQL.Schema;

/// <summary>A mutation resolved by a generic class instead of being handwritten.</summary>
/// <param name="Name">The mutation's name.</param>
/// <param name="Resolver">A class whose only public static method resolves it.</param>
/// <param name="Described">The type whose documentation describes it.</param>
/// <param name="Access">The roles, of which the caller needs one.</param>
/// <param name="Urgency">The mutation's urgency.</param>
public sealed record DerivedMutation(string Name, Type Resolver, Type Described, Roles Access, Urgency Urgency)
{
    /// <summary>Creates the field of the mutation.</summary>
    internal FieldType ToField()
    {
        var type = typeof(ApiObject<>).MakeGenericType(Resolver);
        var fields = (IObjectGraphType)Activator.CreateInstance(type)!; // Not null: a class has a constructor.
        var field = fields.Fields.Single();
        field.Name = Name;
        field.Description = XmlDescriptions.Of(Described);
        return field.WithMetadata(AccessAttribute.Key, Access).WithMetadata(UrgencyAttribute.Key, Urgency);
    }
}
