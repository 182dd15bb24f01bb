using System.Text;
using Dcai.Fingerprints.Sources;

namespace Dcai.Fingerprints.Tests.Sources;

public sealed class WhenObjectsAreStreamed
{
    [Fact]
    public async Task What_vanishes_after_it_was_listed_is_named_and_the_rest_goes_in()
    {
        var store = new Dictionary<string, Func<Stream?>>
        {
            ["i/a.png"] = () => Of("A"),
            ["i/b.png"] = () => null,
            ["ii/c.png"] = () => throw new IOException("the bucket\nis gone"),
            ["ii/d.png"] = () => Of("D"),
            ["ii/"] = () => Of(""),
            ["../e.png"] = () => Of("E"),
            ["ii/long.png"] = () => Of("more than ten bytes"),
        };

        Assert.Equal(
            [
                "i/a.png i · A", "i/b.png: it is no longer there", "ii/c.png: it cannot be read: the bucket is gone", "ii/d.png ii · D",
                "../e.png: its name leads out of its folder, or through an empty one", "ii/long.png: it is larger than the 10 bytes that one file may have",
            ],
            await Arrivals.OfAsync(Source(store)));
    }

    [Fact]
    public async Task A_prefix_that_is_gone_holds_nothing() => Assert.Empty(await Arrivals.OfAsync(Source([])));

    private static ObjectsSource Source(Dictionary<string, Func<Stream?>> store) => new(
        _ => store.Keys.ToAsyncEnumerable().Select(name => (name, -1L)),
        (name, _) => Task.FromResult(store[name]()),
        LabelRule.Folders,
        new SourceLimits { MaximumFileBytes = 10 });

    private static MemoryStream Of(string content) => new(Encoding.UTF8.GetBytes(content));
}
