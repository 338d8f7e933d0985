using OrderGrains.Domain.Assignment;
using OrderGrains.Domain.Ordering;
using OrderGrains.Domain.Planning;
using OrderGrains.Domain.Shared;
using static OrderGrains.Domain.Ordering.OrderingCommand;

namespace OrderGrains.Domain.Orders;

/// <summary>Fingerprints of commands on orders: two commands that mean the same have the same one.</summary>
public static class OrderFingerprint
{
    /// <summary>The fingerprint of a command, 32 bytes. What the system adds (an order's number) is not part of it.</summary>
    public static byte[] Of(OrderCommand command)
    {
        var step = OrderSteps.Of(command);
        return Fingerprint.Of(step.Command, Canonical(command), step.Json);
    }

    /// <summary>What the fingerprint of a command was before forms were brought to one spelling, which stores still hold; null where it was the same.</summary>
    public static Func<byte[]>? EarlierOf(OrderCommand command)
    {
        var step = OrderSteps.Of(command);
        return command switch
        {
            Submit { Form: { } form } c => () => Fingerprint.Of(step.Command, c with { Form = Earlier(form) }, step.Json),
            CreateDraft c => () => Fingerprint.Of(step.Command, c with { Form = Earlier(c.Form) }, step.Json),
            UpdateDraft c => () => Fingerprint.Of(step.Command, c with { Form = Earlier(c.Form) }, step.Json),
            Resubmit c => () => Fingerprint.Of(step.Command, c with { Form = Earlier(c.Form) }, step.Json),
            _ => null,
        };
    }

    /// <summary>The fingerprint of a submission of a whole order, 32 bytes: that of its <see cref="Submit"/>, alone or in bulk.</summary>
    public static byte[] Of(OrderForm form) => Of(new Submit(form, ""));

    private static OrderCommand Canonical(OrderCommand command) => command switch
    {
        Submit { Form: { } form } c => c with { Form = OrderFormSpelling.Of(form) },
        CreateDraft c => c with { Form = OrderFormSpelling.Of(c.Form) },
        UpdateDraft c => c with { Form = OrderFormSpelling.Of(c.Form) },
        Resubmit c => c with { Form = OrderFormSpelling.Of(c.Form) },
        AssignmentCommand.Propose c when !c.Work.IsDefault => c with { Work = [.. c.Work.Select(Canonical)] },
        PlanningCommand.SubmitPlan c => c with { Plan = Canonical(c.Plan) },
        _ => command,
    };

    private static WorkHoursForm Canonical(WorkHoursForm work) => work?.Hours is { } hours ? work with { Hours = Fingerprint.Canonical(hours) } : work!; // null stays null

    private static OrderForm Earlier(OrderForm form)
    {
        if (form.Fee is not { Amount: { } text } fee || Canonical(text) is not { } amount || amount == text)
            return form;
        return form with { Fee = fee with { Amount = amount } };
    }

    private static PlanForm Canonical(PlanForm plan) => plan.Tasks is not { IsDefault: false } tasks ? plan : plan with
    {
        Tasks = [.. tasks.Select(task => task is null ? task! : task with { Hours = Canonical(task.Hours), Cost = Canonical(task.Cost) })], // What is missing stays so.
    };

    private static string? Canonical(string? number) => DecimalText.TryParse(number, out var read) ? read.ToString() : number;
}
