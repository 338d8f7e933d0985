using GraphQL.Types;

namespace OrderGrains.Server.Tests.GraphQL;

/// <summary>Finds what a reader of a schema would miss.</summary>
public static class SchemaReview
{
    /// <summary>Returns every type, field, argument and enum value without a description.</summary>
    public static IReadOnlyList<string> Undescribed(ISchema schema)
    {
        var missing = new List<string>();
        foreach (var type in schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal)
            && type is not (StringGraphType or BooleanGraphType or IntGraphType or IdGraphType)))
        {
            Require(type.Description, type.Name, missing);
            foreach (var value in (type as EnumerationGraphType)?.Values ?? Enumerable.Empty<EnumValueDefinition>())
                Require(value.Description, $"{type.Name}.{value.Name}", missing);
            foreach (var field in (type as IComplexGraphType)?.Fields ?? Enumerable.Empty<FieldType>())
            {
                Require(field.Description, $"{type.Name}.{field.Name}", missing);
                foreach (var argument in field.Arguments ?? Enumerable.Empty<QueryArgument>())
                    Require(argument.Description, $"{type.Name}.{field.Name}({argument.Name}:)", missing);
            }
        }
        return missing;
    }

    private static void Require(string? description, string element, List<string> missing)
    {
        if (string.IsNullOrWhiteSpace(description))
            missing.Add(element);
    }
}
