using System.Buffers.Text;
using System.Text;

namespace OrderGrains.Server.Tests.GraphQL;

public sealed class CursorTests
{
    private const string Place = """["newest","17","0198c0de-0000-7000-8000-000000000001"]""";

    [Fact]
    public void A_cursor_decodes_as_it_was_encoded()
    {
        var cursor = new Cursor("newest", "17", Guid.Parse("0198c0de-0000-7000-8000-000000000001"));

        Assert.True(Cursor.TryDecode(cursor.Encode(), out var read));
        Assert.Equal(cursor, read);
        Assert.True(Cursor.TryDecode(Text(Place), out var same));
        Assert.Equal(cursor, same);
    }

    [Theory]
    [InlineData(Place + "[]")]
    [InlineData(Place + " 1")]
    [InlineData("""["newest","17","0198c0de-0000-7000-8000-000000000001",1]""")]
    [InlineData("""["newest","17"]""")]
    [InlineData("""["newest","17","0198c0de"]""")]
    [InlineData("""[null,"17","0198c0de-0000-7000-8000-000000000001"]""")]
    [InlineData("{}")]
    [InlineData("")]
    public void A_cursor_with_other_parts_is_refused(string json) => Assert.False(Cursor.TryDecode(Text(json), out _));

    private static string Text(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
