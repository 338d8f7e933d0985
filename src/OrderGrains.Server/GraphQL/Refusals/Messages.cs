using OrderGrains.Domain.Shared;

namespace OrderGrains.Server.GraphQL;

/// <summary>The texts of refusals. Codes are for programs and stay; texts are for people and may be bettered.</summary>
internal static class Messages
{
    public static string Of(RejectionCode code, Language language) => language == Language.Chinese ? Chinese(code) : English(code);

    private static string English(RejectionCode code) => code switch
    {
        RejectionCode.Required => "This field must be filled in.",
        RejectionCode.TooLong => "The text is too long.",
        RejectionCode.TooMany => "The list has too many entries.",
        RejectionCode.InvalidCharacters => "The text holds characters that are not allowed.",
        RejectionCode.Malformed => "The value is not written as it should be.",
        RejectionCode.NotANumber => "The amount is not a number.",
        RejectionCode.TooManyDecimals => "The amount has more decimals than its currency.",
        RejectionCode.OutOfRange => "The value is outside the range allowed.",
        RejectionCode.NotADate => "This is not a valid date.",
        RejectionCode.DateOrder => "The dates contradict each other.",
        RejectionCode.UnknownCode => "The code is not on its list.",
        RejectionCode.Contradiction => "The values exclude each other.",
        RejectionCode.CriterionMissing => "A category of acceptance criteria is missing.",
        RejectionCode.NotFound => "There is no such record.",
        RejectionCode.NotAuthorised => "Your roles do not allow this.",
        RejectionCode.StateConflict => "The record's status does not allow this now.",
        RejectionCode.OrderOnHold => "The order is on hold.",
        RejectionCode.CancellationInAssessment => "A cancellation of the order is being assessed.",
        RejectionCode.SodSelfReview => "Whoever entered or corrected an order may not review it.",
        RejectionCode.SodSelfDecision => "Whoever asked for the cancellation may not decide on it.",
        RejectionCode.NotTheClaimer => "Only the reviewer who claimed the review decides on it.",
        RejectionCode.FindingUnanswered => "Every finding of the review has to be answered.",
        RejectionCode.AcknowledgementMissing => "Who acknowledged the acceptance criteria at signing is not recorded.",
        RejectionCode.SeniorApprovalRequired => "A senior leader has to approve first.",
        RejectionCode.CustomerBlocked => "The customer is blocked; new orders are not accepted.",
        RejectionCode.IdempotencyConflict => "The same key or reference was used before with another content.",
        RejectionCode.StaleRevision => "The record has changed since you read it.",
        RejectionCode.Overloaded => "The system is busy; nothing was recorded. Please try again.",
        RejectionCode.OutcomeUnknown => "Whether this took effect is not known; please repeat it with the same key.",
        RejectionCode.Unavailable => "The system cannot be reached at the moment; nothing was recorded. Please try again.",
        _ => "The request was refused.",
    };

    private static string Chinese(RejectionCode code) => code switch
    {
        RejectionCode.Required => "此项必填。",
        RejectionCode.TooLong => "文本过长。",
        RejectionCode.TooMany => "列表条目过多。",
        RejectionCode.InvalidCharacters => "文本含有不允许的字符。",
        RejectionCode.Malformed => "格式不正确。",
        RejectionCode.NotANumber => "金额不是有效数字。",
        RejectionCode.TooManyDecimals => "金额的小数位数超出该币种的规定。",
        RejectionCode.OutOfRange => "数值超出允许范围。",
        RejectionCode.NotADate => "日期无效。",
        RejectionCode.DateOrder => "日期先后矛盾。",
        RejectionCode.UnknownCode => "代码不在规定的清单中。",
        RejectionCode.Contradiction => "所填内容互相矛盾。",
        RejectionCode.CriterionMissing => "缺少某一类验收标准。",
        RejectionCode.NotFound => "记录不存在。",
        RejectionCode.NotAuthorised => "您的角色无权执行此操作。",
        RejectionCode.StateConflict => "记录当前状态不允许此操作。",
        RejectionCode.OrderOnHold => "订单已暂停。",
        RejectionCode.CancellationInAssessment => "订单的取消申请正在评估中。",
        RejectionCode.SodSelfReview => "订单的录入人或更正人不得审核该订单。",
        RejectionCode.SodSelfDecision => "取消申请人不得对该申请作出决定。",
        RejectionCode.NotTheClaimer => "只有认领审核的审核人可以作出决定。",
        RejectionCode.FindingUnanswered => "审核发现的问题须逐一答复。",
        RejectionCode.AcknowledgementMissing => "未记录签约时由谁确认验收标准。",
        RejectionCode.SeniorApprovalRequired => "须先经高层领导批准。",
        RejectionCode.CustomerBlocked => "该客户已被冻结，不再受理新订单。",
        RejectionCode.IdempotencyConflict => "相同的键或编号此前已用于不同的内容。",
        RejectionCode.StaleRevision => "您读取之后，记录已被更改。",
        RejectionCode.Overloaded => "系统繁忙，未作任何记录，请稍后重试。",
        RejectionCode.OutcomeUnknown => "操作是否生效尚不确定，请使用相同的键重试。",
        RejectionCode.Unavailable => "系统暂时无法访问，未作任何记录，请稍后重试。",
        _ => "请求被拒绝。",
    };
}
