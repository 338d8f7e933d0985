using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using OrderGrains.Domain.Customers;
using OrderGrains.Domain.Orders;
using OrderGrains.Domain.Shared;
using OrderGrains.Domain.Staff;
using OrderGrains.Domain.Teams;

namespace OrderGrains.Domain.Tests;

/// <summary>Rules that the compiler does not check. Each check is shown to find a type that breaks it.</summary>
public sealed class ArchitectureTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;
    private static readonly Type[] Types = typeof(Order).Assembly.GetTypes();
    private static readonly EventContract[] Catalog = Catalogs.All;
    private static readonly Type[] Hierarchies = [typeof(OrderEvent), typeof(CustomerEvent), typeof(TeamEvent), typeof(StaffEvent)];

    [Fact]
    public void Every_command_has_a_sample_and_a_line_in_the_table_of_steps()
    {
        Assert.Empty(WithoutSample(Types));
        Assert.Equal([typeof(ForgottenCommand)], WithoutSample([typeof(ForgottenCommand)]));
        Assert.Equal(Sorted(OrderSteps.All.Select(step => step.Json.Type)), Sorted(Samples.Commands.Select(command => command.GetType())));
        Assert.Equal(OrderSteps.All.Length, OrderSteps.All.Select(step => step.Command).Distinct().Count());
    }

    [Fact]
    public void Every_event_is_sealed_and_has_a_line_in_the_catalog_under_a_name_of_its_own()
    {
        Assert.Empty(UnfitEvents(Types));
        Assert.Equal([typeof(ForgottenEvent), typeof(OpenEvent)], UnfitEvents([typeof(ForgottenEvent), typeof(OpenEvent)]));
        Assert.Equal(Catalog.Length, Catalog.Select(line => (line.Name, line.Schema)).Distinct().Count());
        Assert.Equal(Sorted(OrderEvents.Contracts.Select(line => line.Type)), Sorted(Samples.Events.Select(sample => sample.GetType())));
    }

    [Fact]
    public void Rules_are_static_and_return_no_task()
    {
        Assert.Empty(UnfitRules(Types));
        Assert.Equal([typeof(WaitingRules), typeof(InstanceRules)], UnfitRules([typeof(WaitingRules), typeof(InstanceRules)]));
        Assert.Contains(Types, type => type == typeof(OrderRules));
    }

    [Fact]
    public void Public_types_are_immutable()
    {
        Assert.Empty(Mutable(Types));
        Assert.Equal([typeof(MutableState)], Mutable([typeof(MutableState)]));
    }

    [Fact]
    public void The_domain_uses_only_the_attributes_and_codecs_of_Orleans()
    {
        Assert.Empty(Foreign(typeof(Order).Assembly));
        Assert.NotEmpty(Foreign(typeof(ArchitectureTests).Assembly));
    }

    [Theory]
    [InlineData("Statuses"), InlineData("Refusals"), InlineData("Fingerprints")]
    public void Every_approved_table_belongs_to_a_slice(string tables)
    {
        var slices = Types.Select(type => type.Namespace?.Split('.')[^1]).ToHashSet();
        Assert.All(Directory.GetFiles(Path.Combine(Approved.Folder, tables)), file =>
            Assert.Contains(Path.GetFileNameWithoutExtension(file), slices));
    }

    private static IEnumerable<string> Sorted(IEnumerable<Type> types) => types.Select(type => type.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<Type> WithoutSample(IEnumerable<Type> types) =>
        types.Where(type => type.IsSubclassOf(typeof(OrderCommand)) && !type.IsAbstract
            && Samples.Commands.All(command => command.GetType() != type));

    private static IEnumerable<Type> UnfitEvents(IEnumerable<Type> types) =>
        types.Where(type => Hierarchies.Any(type.IsSubclassOf) && !type.IsAbstract
            && !(type.IsSealed && Catalog.Any(line => line.Type == type)));

    private static IEnumerable<Type> UnfitRules(IEnumerable<Type> types) =>
        types.Where(type => type.Name.EndsWith("Rules", StringComparison.Ordinal)
            && type.GetMethods(Own | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Any(method => !method.IsStatic || typeof(Task).IsAssignableFrom(method.ReturnType)));

    private static IEnumerable<Type> Mutable(IEnumerable<Type> types) =>
        types.Where(type => type.IsPublic && type.Namespace?.StartsWith("OrderGrains.Domain", StringComparison.Ordinal) == true
            && !type.IsSubclassOf(typeof(JsonSerializerContext))
            && (type.GetProperties().Any(member => member.SetMethod is { IsPublic: true } setter
                && !setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
                || !type.IsEnum && type.GetFields(Own).Any(field => !field.IsInitOnly && !field.IsLiteral)));

    private static IEnumerable<string?> Foreign(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(reference => reference.Name)
            .Where(name => name?.StartsWith("System", StringComparison.Ordinal) == false
                && name is not ("Orleans.Core.Abstractions" or "Orleans.Serialization" or "Orleans.Serialization.Abstractions"));

    private sealed record ForgottenCommand : OrderCommand;

    private sealed record ForgottenEvent(string By, DateTimeOffset At) : OrderEvent(By, At);

    private static class WaitingRules
    {
        public static Task Decide() => Task.CompletedTask;
    }

    private sealed class InstanceRules
    {
        public int Decide() => GetHashCode();
    }
}

public record OpenEvent(string By, DateTimeOffset At) : CustomerEvent(By, At);

public sealed class MutableState
{
    public int Value { get; set; }
}
