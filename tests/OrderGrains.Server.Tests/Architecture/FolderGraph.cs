using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Runtime.CompilerServices;

namespace OrderGrains.Server.Tests.Architecture;

/// <summary>
/// The folders of a project and which of them use which, read from its compiled types: signatures, fields, attributes, generics and method
/// bodies. A type's folder is that of its namespace; a member of a type in the root namespace belongs to the folder of its source file.
/// Constants leave no trace in compiled code.
/// </summary>
internal sealed class FolderGraph
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> _folders;
    private readonly Assembly _assembly;
    private readonly string _root;

    /// <summary>Reads an assembly.</summary>
    /// <param name="assembly">The assembly, beside its symbols.</param>
    /// <param name="root">The namespace whose direct children are the folders; by default the assembly's name.</param>
    /// <param name="isRead">Which types are read; by default all.</param>
    public FolderGraph(Assembly assembly, string? root = null, Func<Type, bool>? isRead = null)
    {
        (_assembly, _root) = (assembly, root ?? assembly.GetName().Name!);
        _folders = FoldersOfMethods(assembly);
        foreach (var type in assembly.GetTypes().Where(type => IsOwn(type) && isRead?.Invoke(Outermost(type)) != false))
            Read(type);
    }

    /// <summary>A line for each folder: the folders that it uses.</summary>
    public string Text() => string.Concat(_uses.Select(folder => $"{folder.Key}: {string.Join(", ", folder.Value.Keys)}".TrimEnd() + "\n"));

    /// <summary>The uses that an approved text does not allow, each with a type that causes it.</summary>
    public IEnumerable<string> Forbidden(string approved)
    {
        var allowed = approved.Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal)).Select(line => line.Split(':'))
            .ToDictionary(line => line[0], line => line[1].Split(',').Select(name => name.Trim()).ToHashSet());
        return from folder in _uses
               from used in folder.Value
               where allowed.GetValueOrDefault(folder.Key)?.Contains(used.Key) != true
               select $"{folder.Key} must not use {used.Key}: {used.Value}";
    }

    /// <summary>The groups of folders that use each other, directly or through others.</summary>
    public IEnumerable<string> Cycles() => _uses.Keys
        .Select(folder => _uses.Keys.Where(other => Reaches(folder, other) && Reaches(other, folder)).ToList())
        .Where(group => group.Count > 1).Select(group => string.Join(", ", group)).Distinct();

    private bool Reaches(string from, string to)
    {
        HashSet<string> seen = [];
        Stack<string> open = new([from]);
        while (open.TryPop(out var folder))
        {
            foreach (var next in _uses.GetValueOrDefault(folder)?.Keys ?? Enumerable.Empty<string>())
            {
                if (next == to)
                    return true;
                if (seen.Add(next))
                    open.Push(next);
            }
        }
        return false;
    }

    private bool IsOwn(Type type) =>
        type.Assembly == _assembly && $"{type.Namespace}.".StartsWith(_root + ".", StringComparison.Ordinal);

    private void Read(Type type)
    {
        Note(FolderOf(type), type,
        [
            .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
            .. type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []),
            .. Constraints(type.GetGenericArguments()),
            .. Attributes(type),
            .. type.GetFields(Declared).SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.GetProperties(Declared).SelectMany(Attributes),
        ]);
        foreach (var method in type.GetMethods(Declared).Cast<MethodBase>().Concat(type.GetConstructors(Declared)))
            Note(FolderOf(method), type, Used(method));
    }

    private void Note(string? folder, Type user, IEnumerable<Type> used)
    {
        if (folder is null)
            return;
        if (!_uses.TryGetValue(folder, out var uses))
            _uses[folder] = uses = new(StringComparer.Ordinal);
        foreach (var type in used.SelectMany(Parts).Where(IsOwn).Distinct())
        {
            if (FolderOf(type) is { } other && other != folder)
                uses.TryAdd(other, $"{user.FullName} uses {type.FullName}");
        }
    }

    // Null for a type in the root namespace whose parts stand in several folders: its members have folders, it has none.
    private string? FolderOf(Type type)
    {
        type = Outermost(type);
        if (type.Namespace!.Length > _root.Length)
            return type.Namespace[(_root.Length + 1)..].Split('.')[0];
        var folders = MethodsOf(type).Select(method => _folders.GetValueOrDefault(method.MetadataToken)).OfType<string>().Distinct();
        return folders.ToList() is [var only] ? only : null;
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        [.. type.GetMethods(Declared), .. type.GetConstructors(Declared), .. type.GetNestedTypes(Declared).SelectMany(MethodsOf)];

    private string? FolderOf(MethodBase method)
    {
        if (method.DeclaringType!.Namespace!.Length > _root.Length)
            return FolderOf(method.DeclaringType);
        // The body of an asynchronous method stands in a type of its own.
        var body = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType.GetMethod("MoveNext", Declared) ?? method;
        return _folders.GetValueOrDefault(body.MetadataToken) ?? FolderOf(method.DeclaringType);
    }

    private static IEnumerable<Type> Used(MethodBase method) =>
    [
        .. method is MethodInfo { ReturnType: var result } ? [result] : Type.EmptyTypes,
        .. method.GetParameters().SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)),
        .. Attributes(method),
        .. method.IsGenericMethodDefinition ? Constraints(method.GetGenericArguments()) : [],
        .. method.GetMethodBody() is { } body
            ? body.LocalVariables.Select(local => local.LocalType)
                .Concat(from clause in body.ExceptionHandlingClauses
                        where clause.Flags == ExceptionHandlingClauseOptions.Clause
                        select clause.CatchType)
                .Concat(MethodBodyTokens.Of(method, body).SelectMany(OfMember))
            : [],
    ];

    private static IEnumerable<Type> OfMember(MemberInfo member) => member switch
    {
        Type type => [type],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        MethodBase method =>
        [
            method.DeclaringType!, .. method is MethodInfo { ReturnType: var result } ? [result] : Type.EmptyTypes,
            .. method.GetParameters().Select(parameter => parameter.ParameterType),
            .. method.IsGenericMethod ? method.GetGenericArguments() : [],
        ],
        _ => [],
    };

    private static IEnumerable<Type> Constraints(Type[] arguments) =>
        arguments.Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints());

    private static IEnumerable<Type> Attributes(MemberInfo member) => Attributes(member.CustomAttributes);

    private static IEnumerable<Type> Attributes(ParameterInfo parameter) => Attributes(parameter.CustomAttributes);

    private static IEnumerable<Type> Attributes(IEnumerable<CustomAttributeData> attributes) => attributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue))
            .SelectMany(argument => argument.Value is Type named ? new[] { argument.ArgumentType, named } : [argument.ArgumentType])
            .Append(attribute.AttributeType));

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsConstructedGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    // By the metadata token of the method. Sources are listed by their absolute paths; the project's folder has the assembly's name.
    private static Dictionary<int, string> FoldersOfMethods(Assembly assembly)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(assembly.Location, ".pdb")));
        var reader = symbols.GetMetadataReader();
        var project = $"/{assembly.GetName().Name}/";
        Dictionary<int, string> folders = [];
        foreach (var handle in reader.MethodDebugInformation)
        {
            var information = reader.GetMethodDebugInformation(handle);
            var document = information.Document.IsNil && !information.SequencePointsBlob.IsNil
                ? information.GetSequencePoints().Select(point => point.Document).FirstOrDefault() : information.Document;
            if (document.IsNil)
                continue;
            var path = reader.GetString(reader.GetDocument(document).Name).Replace('\\', '/');
            var start = path.LastIndexOf(project, StringComparison.Ordinal);
            if (start >= 0 && path[(start + project.Length)..].Split('/') is [var folder, _, ..])
                folders[MetadataTokens.GetToken(handle.ToDefinitionHandle())] = folder;
        }
        return folders;
    }
}
