using OrderGrains.Domain.Shared;
using OrderGrains.GraphQL.Admission;

namespace OrderGrains.Server.Records;

/// <summary>Derives mutations from the steps of a kind of record.</summary>
internal static class StepMutations
{
    /// <summary>A mutation for each step that people take.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="resolver">The open generic class that resolves the mutation of a command.</param>
    public static IEnumerable<DerivedMutation> Of<TState, TCommand, TEvent, TContext>(
        RecordSteps<TState, TCommand, TEvent, TContext> steps, Type resolver)
        where TCommand : class
        where TEvent : class =>
        from step in steps.All
        where step.IsPublic
        select new DerivedMutation(step.Command, resolver.MakeGenericType(step.Json.Type), step.Json.Type, step.Roles, Urgency.Transition);
}
