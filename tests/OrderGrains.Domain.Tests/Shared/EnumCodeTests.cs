using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests.Shared;

public sealed class EnumCodeTests
{
    [Fact]
    public void The_codes_of_refusals_are_the_approved_ones() =>
        Approved.Matches(
            "rejection-codes.approved.txt",
            string.Concat(Enum.GetValues<RejectionCode>().Select(code => EnumCode<RejectionCode>.Of(code) + "\n")));

    [Fact]
    public void The_codes_of_roles_are_the_approved_ones() =>
        Approved.Matches("roles.approved.txt", string.Concat(Enum.GetValues<Roles>().Select(role => EnumCode<Roles>.Of(role) + "\n")));

    [Fact]
    public void A_code_is_read_only_as_it_is_written()
    {
        Assert.True(EnumCode<RejectionCode>.TryParse("SOD_SELF_REVIEW", out var code));
        Assert.Equal(RejectionCode.SodSelfReview, code);
        Assert.False(EnumCode<RejectionCode>.TryParse("sod_self_review", out _));
        Assert.False(EnumCode<RejectionCode>.TryParse("15", out _));
    }
}
