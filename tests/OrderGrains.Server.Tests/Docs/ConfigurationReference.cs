using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Xml.Linq;
using OrderGrains.Domain.Deadlines;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL;
using OrderGrains.Journal;
using OrderGrains.Server.Composition;
using OrderGrains.Server.Tasks;

namespace OrderGrains.Server.Tests.Docs;

/// <summary>A setting as its options describe it; no meaning where it has no comment.</summary>
internal sealed record Setting(string Key, string Type, string Default, string Range, string? Meaning);

/// <summary>The reference of the configuration, made of the comments, annotations and default values of the options.</summary>
internal static class ConfigurationReference
{
    private const string Head = """
        # Configuration

        `ConfigurationReferenceTests` makes this page of the options' own comments, annotations and default values; `APPROVE=1` writes it.

        Settings come from `appsettings.json` beside the program, from the environment (`Storage__Provider=Postgres`) and from arguments
        (`--Storage:Provider=Postgres`), each over the one before. A wrong value ends the start with one line that names the setting.

        - A list is written by index: `Company:Calendar:Hours:0=08:30-12:00`.
        - A duration is written `00:00:05` (hours, minutes, seconds), with days before and fractions after it: `1.00:00:00.5`.
        - A time limit is written `2 working days`, `04:00:00` (of working time) or `30 calendar days`.

        ## Without a section

        | key | type | default | range | meaning |
        |---|---|---|---|---|
        | `urls` | text | `http://127.0.0.1:8080` | | Where the server listens; `ASPNETCORE_URLS` in the environment. |
        | `environment` | text | `Production` | | The environment; `ASPNETCORE_ENVIRONMENT` in the environment. |
        | `ConnectionStrings:OrderGrains` | text | | | The PostgreSQL database, as Npgsql writes it. |
        | `ConnectionStrings:Keys` | text | | | The database of the keys of personal data; without it they are in the same one. |

        """;

    private static readonly ConcurrentDictionary<Assembly, Dictionary<string, XElement>> Comments = new();

    /// <summary>Every options class that is a section of the configuration, with the section's name.</summary>
    public static IEnumerable<(string Section, Type Options)> Sections =>
        from assembly in (Assembly[])[typeof(ServerHost).Assembly, typeof(GraphQLOptions).Assembly, typeof(JournalOptions).Assembly]
        from type in assembly.GetExportedTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() as string
        where section is not null
        orderby section
        select (section, type);

    /// <summary>The settings of every section.</summary>
    public static IEnumerable<Setting> Settings => Sections.SelectMany(section => SettingsOf(section.Section, section.Options));

    /// <summary>The page.</summary>
    public static string Text()
    {
        var page = new StringBuilder(Head);
        foreach (var (section, options) in Sections)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {section}\n\n{Comment(options, "T:" + options.FullName)}\n\n");
            page.Append("| key | type | default | range | meaning |\n|---|---|---|---|---|\n");
            foreach (var setting in SettingsOf(section, options))
                page.AppendJoin("", Cells(setting).Select(cell => cell.Length == 0 ? "| " : $"| {cell} ")).Append("|\n");
        }
        return page.ToString();
    }

    /// <summary>The settings of an options class, those of its parts included.</summary>
    public static IEnumerable<Setting> SettingsOf(string section, Type options)
    {
        IEnumerable<Setting> limits = options != typeof(DeadlineOptions) ? []
            : from task in OrderTasks.All where task.Limit is not null select Limit(task);
        var defaults = Activator.CreateInstance(options)!; // Not null: a class.
        return limits.Concat(
            from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            where property.SetMethod is { IsPublic: true }
            from setting in SettingsOf(section + ":" + property.Name, property, property.GetValue(defaults))
            select setting);
    }

    private static IEnumerable<Setting> SettingsOf(string key, PropertyInfo property, object? value)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsArray && IsPart(type.GetElementType()!))
            return SettingsOf(key + ":0", type.GetElementType()!);
        if (IsPart(type))
            return SettingsOf(key, type);
        if (typeof(IDictionary).IsAssignableFrom(type))
            (key, type) = (key + ":NAME", type.GetGenericArguments()[1]);
        var initial = property.GetCustomAttribute<DefaultValueAttribute>()?.Value ?? value;
        var meaning = Comment(property.DeclaringType!, $"P:{property.DeclaringType}.{property.Name}"); // Not null: a class's property.
        return [new(key, Name(property, type), Value(initial), Range(property), meaning)];
    }

    private static Setting Limit(OrderTask task)
    {
        var calendar = BusinessCalendar.Default(TimeZoneInfo.Utc);
        var limit = task.Limit!.Value; // Asked before.
        var working = limit.WorkingTimeIn(calendar) / calendar.WorkingDay;
        var text = limit.CalendarDays is { } days ? $"{days} calendar days" : string.Create(
            CultureInfo.InvariantCulture, $"{working:0.##} working {(working == 1 ? "day" : "days")}");
        var work = Comment(typeof(TaskKind), $"F:{typeof(TaskKind)}.{task.Kind}");
        var meaning = work is null ? null : $"How long this task may take: {work}";
        return new($"{DeadlineOptions.Section}:{task.Kind}", "time limit", Code(text), "", meaning);
    }

    // A class of settings of its own, not a value.
    private static bool IsPart(Type type) =>
        type.IsClass && type != typeof(string) && !type.IsArray && type.Assembly != typeof(object).Assembly;

    private static string Name(PropertyInfo property, Type type) => type switch
    {
        { IsArray: true } => "list of " + Name(property, type.GetElementType()!),
        { IsEnum: true } => string.Join(", ", Enum.GetNames(type).Select(Code)),
        _ when type == typeof(bool) => "`true`, `false`",
        _ when type == typeof(TimeSpan) => "duration",
        _ when type == typeof(double) => "number",
        _ when type == typeof(int) || type == typeof(long) => "whole number",
        _ when property.IsDefined(typeof(TimeLimitAttribute)) => "time limit",
        _ when type == typeof(string) => "text",
        _ => throw new NotSupportedException($"{property.DeclaringType}.{property.Name}: the reference does not know the type {type}."),
    };

    private static string Value(object? value) => value switch
    {
        null or ICollection { Count: 0 } => "",
        bool truth => Code(truth ? "true" : "false"),
        TimeSpan { Milliseconds: not 0 } duration => Code(duration.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0')),
        IFormattable number => Code(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => Code(value.ToString()!), // Not null: texts.
    };

    private static string Range(PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
            return $"{Bound(range.Minimum)} to {Bound(range.Maximum)}";
        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } expression)
            return Code(expression.Pattern);
        return property.IsDefined(typeof(RequiredAttribute)) ? "not empty" : "";
    }

    private static string Bound(object bound) => string.Create(
        CultureInfo.InvariantCulture, $"{(bound is double number ? (decimal)number : bound)}");

    private static string[] Cells(Setting setting) =>
        [Code(setting.Key), setting.Type, setting.Default, setting.Range, setting.Meaning ?? ""];

    private static string Code(string text) => $"`{text}`";

    private static string? Comment(Type type, string id) =>
        Comments.GetOrAdd(type.Assembly, static assembly => XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
                .Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)) // Every member has a name.
            .GetValueOrDefault(id)?.Element("summary") is { } summary && Plain(summary) is { Length: > 0 } text ? text : null;

    private static string Plain(XElement summary) =>
        string.Join(' ', string.Concat(summary.Nodes().Select(Plain)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        // Every reference to a member names it.
        XElement { Name.LocalName: "see" } reference => Code(reference.Attribute("cref")!.Value.Split('.', ':')[^1]),
        XElement inner => Code(inner.Value),
        _ => "",
    };
}
