using System.Security.Cryptography;
using System.Text;
using OrderGrains.Domain.Shared;

namespace OrderGrains.Domain.Tests.Shared;

/// <summary>Normal forms by a table of our own, since the platform has none without ICU.</summary>
public sealed class UnicodeTextTests
{
    // Made by tests/OrderGrains.Conformance/unicode.mjs --check, with another implementation of Unicode.
    private const string NormalForms = "1FF4BCCE52B50A8A1316CF32A12E0713F66215C2E3B23F28EA87F46AB53D153A";

    [Fact]
    public void Every_character_has_the_normal_form_of_another_implementation_alone_and_among_marks()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (from, to) in new[] { (0, 0x3400), (0xA000, 0xD800), (0xE000, 0x1F000), (0x2F800, 0x2FA20) })
        {
            for (var code = from; code < to; code++)
            {
                var c = new Rune(code).ToString();
                foreach (var text in new[] { c, $"a{c}\u0301\u0323", $"\u1100\u1161{c}\u0334", $"{c}\u3099\u093C{c}" })
                    hash.AppendData(Encoding.UTF8.GetBytes(UnicodeText.Normalise(text) + "\n"));
            }
        }
        Assert.Equal(NormalForms, Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public void A_text_in_normal_form_is_not_copied()
    {
        foreach (var text in new[] { "Run the servers.", "北京中盛物业管理有限公司", "Société Générale", "한국전력", "ｶﾞｽ", new string('長', 100_000) })
            Assert.Same(text, UnicodeText.Normalise(text));
    }

    [Fact]
    public void Any_number_of_marks_is_put_in_order() => Assert.Equal(
        "\u1EAD" + new string('\u0323', 49_999) + new string('\u0302', 49_999),
        UnicodeText.Normalise("a" + string.Concat(Enumerable.Repeat("\u0302\u0323", 50_000))));
}
