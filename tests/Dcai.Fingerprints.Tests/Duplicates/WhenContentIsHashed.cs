using System.Text;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Tests.Duplicates;

public class WhenContentIsHashed
{
    // The order of the two words is that of the reference implementation's output.
    [Theory]
    [InlineData("", "00000000000000000000000000000000")]
    [InlineData("hello", "cbd8a7b341bd9b025b1e906a48ae1d19")]
    [InlineData("The quick brown fox jumps over the lazy dog", "e34bbc7bbc071b6c7a433ca9c49a9347")]
    public void It_is_the_published_hash(string text, string expected)
    {
        var hash = ContentHash.Of(Encoding.ASCII.GetBytes(text));

        Assert.Equal(expected, $"{(ulong)hash:x16}{(ulong)(hash >> 64):x16}");
    }

    [Fact]
    public void Parts_hash_as_the_whole()
    {
        var bytes = new byte[1003];
        new Random(1).NextBytes(bytes);
        var parts = default(ContentHash);
        parts.Append(bytes.AsSpan(0, 512));
        parts.Append(bytes.AsSpan(512, 480));
        parts.Append(bytes.AsSpan(992));

        Assert.Equal(ContentHash.Of(bytes), parts.Value());
    }
}
