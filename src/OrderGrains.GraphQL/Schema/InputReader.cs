using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using GraphQL.Types;

namespace OrderGrains.GraphQL.Schema;

/// <summary>Reads a variable's JSON directly into CLR objects by the rules of input coercion, without intermediate objects.</summary>
internal abstract class InputReader
{
    private static readonly ConditionalWeakTable<IGraphType, InputReader> Readers = []; // Entries live as long as their schema.

    /// <summary>Returns the reader for an input type.</summary>
    public static InputReader For(IGraphType type) => Readers.GetValue(type, static type => type switch
    {
        NonNullGraphType or ListGraphType => For(type, null),
        IApiInput input => new ObjectReader(input),
        ScalarGraphType scalar => new ScalarReader(scalar),
        _ => throw new NotSupportedException($"{type} is not an input type."),
    });

    // The bound of a list belongs to the field or argument, not to its type.
    private static InputReader For(IGraphType type, ListBound? bound) => type switch
    {
        NonNullGraphType nonNull => new NonNullReader(For(nonNull.ResolvedType!, bound)),
        ListGraphType list => new ListReader(For(list.ResolvedType!), bound),
        _ => For(type),
    };

    /// <summary>Reads the value at the reader's current token, and leaves the reader at the value's last token.</summary>
    /// <exception cref="InputException">The value does not match the type.</exception>
    public abstract object? Read(ref Utf8JsonReader reader);

    protected static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.StartObject => "an object",
        _ => "null",
    };

    private sealed class NonNullReader(InputReader inner) : InputReader
    {
        public override object? Read(ref Utf8JsonReader reader) =>
            reader.TokenType == JsonTokenType.Null ? throw new InputException("must not be null") : inner.Read(ref reader);
    }

    private sealed class ListReader(InputReader item, ListBound? bound) : InputReader
    {
        public override object? Read(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return null;
            if (reader.TokenType != JsonTokenType.StartArray)
                return new[] { item.Read(ref reader) };
            var items = new List<object?>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (items.Count >= bound?.Max && !IsWanted(items.Count, ref reader))
                    continue;
                try
                {
                    items.Add(item.Read(ref reader));
                }
                catch (InputException fault)
                {
                    throw fault.At(items.Count);
                }
            }
            return items;
        }

        // If a rule refuses more, one item too many is read, so that the rule can see it.
        private bool IsWanted(int count, ref Utf8JsonReader reader)
        {
            if (!bound!.ByRule)
                throw new InputException(bound.Fault);
            if (count == bound.Max)
                return true;
            reader.Skip();
            return false;
        }
    }

    private sealed class ScalarReader(ScalarGraphType scalar) : InputReader
    {
        public override object? Read(ref Utf8JsonReader reader)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Null:
                    return null;
                case JsonTokenType.String:
                    var text = ReadText(ref reader);
                    return scalar is StringGraphType ? text : Parse(text, JsonTokenType.String);
                case JsonTokenType.Number:
                    return reader.TryGetInt32(out var number) ? Parse(number, JsonTokenType.Number)
                        : reader.TryGetInt64(out var large) ? Parse(large, JsonTokenType.Number)
                        : reader.TryGetDouble(out var real) && double.IsFinite(real) ? Parse(real, JsonTokenType.Number)
                        : throw CreateUnfit(JsonTokenType.Number);
                case JsonTokenType.True or JsonTokenType.False:
                    return Parse(reader.TokenType == JsonTokenType.True, reader.TokenType);
                default:
                    throw CreateUnfit(reader.TokenType);
            }
        }

        private static string ReadText(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString()!; // Not null: a string token has text.
            }
            catch (InvalidOperationException)
            {
                // Half of a surrogate pair is valid JSON by its grammar, but not text.
                throw new InputException("is not Unicode text");
            }
        }

        private object? Parse(object? value, JsonTokenType token)
        {
            try
            {
                return scalar.ParseValue(value);
            }
            catch (Exception)
            {
                // Any exception of the scalar means that the value is not one of its own.
                throw CreateUnfit(token);
            }
        }

        private InputException CreateUnfit(JsonTokenType token) => new($"is not of type {scalar.Name} ({Describe(token)} was given)");
    }

    private sealed class ObjectReader : InputReader
    {
        private readonly IApiInput _type;
        private readonly Field[] _fields;

        public ObjectReader(IApiInput type)
        {
            if (type.Fields.Count > 64)
                throw new NotSupportedException($"{type.Name} has more than 64 fields.");
            _type = type;
            // A type may contain itself (and, or, not), so fields find their readers on first use.
            _fields = [.. type.Fields.Select(field => new Field(field))];
        }

        public override object? Read(ref Utf8JsonReader reader)
        {
            if (reader.TokenType == JsonTokenType.Null)
                return null;
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new InputException($"is not of type {_type.Name} ({Describe(reader.TokenType)} was given)");
            var values = new object?[_fields.Length];
            var seen = 0UL;
            var count = 0;
            var next = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var index = Find(ref reader, next);
                if ((seen & (1UL << index)) != 0)
                    throw new InputException($"gives the field {_fields[index].Type.Name} twice");
                seen |= 1UL << index;
                count++;
                next = index + 1;
                reader.Read();
                values[index] = _fields[index].Read(ref reader);
            }
            if (count < _fields.Length)
                FillAbsent(values, seen);
            if (_type.IsOneOf && (count != 1 || Array.TrueForAll(values, value => value is null)))
                throw new InputException("must give exactly one field, and not as null");
            return _type.Create(values);
        }

        private int Find(ref Utf8JsonReader reader, int next)
        {
            for (var i = 0; i < _fields.Length; i++, next++)
            {
                if (next >= _fields.Length)
                    next = 0;
                if (reader.ValueTextEquals(_fields[next].Name))
                    return next;
            }
            throw new InputException($"has no field {Shorten(reader.GetString()!)}");
        }

        private void FillAbsent(object?[] values, ulong seen)
        {
            for (var i = 0; i < values.Length; i++)
            {
                if ((seen & (1UL << i)) != 0)
                    continue;
                if (_fields[i].Type.DefaultValue is { } value)
                    values[i] = value;
                else if (_fields[i].Type.ResolvedType is NonNullGraphType)
                    throw new InputException("must be given").At(_fields[i].Type.Name);
            }
        }

        private static string Shorten(string name) => name.Length <= 64 ? name : name[..64] + "…";
    }

    private sealed class Field(FieldType type)
    {
        private InputReader? _reader;

        public FieldType Type { get; } = type;

        public byte[] Name { get; } = Encoding.UTF8.GetBytes(type.Name);

        public object? Read(ref Utf8JsonReader reader)
        {
            try
            {
                var value = (_reader ??= For(Type.ResolvedType!, ListBound.Of(Type))).Read(ref reader);
                return value is null || Type.Parser is null ? value : Type.Parser(value);
            }
            catch (InputException fault)
            {
                throw fault.At(Type.Name);
            }
            catch (Exception e) when (e is InvalidCastException or OverflowException or FormatException)
            {
                throw new InputException("is out of range").At(Type.Name);
            }
        }
    }
}

/// <summary>A value of the request does not match its type.</summary>
internal sealed class InputException(string fault) : Exception
{
    private string _path = "";

    /// <summary>The path of the value, and what is wrong with it.</summary>
    public override string Message => _path.Length == 0 ? fault : $"{_path} {fault}";

    public InputException At(string name)
    {
        _path = _path is [] or ['[', ..] ? name + _path : $"{name}.{_path}";
        return this;
    }

    public InputException At(int index)
    {
        _path = _path is [] or ['[', ..] ? $"[{index}]{_path}" : $"[{index}].{_path}";
        return this;
    }
}
