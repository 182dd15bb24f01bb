using Dcai.Fingerprints.Sources;

namespace Dcai.Fingerprints.Tests.Sources;

public sealed class WhenAListIsStreamed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public WhenAListIsStreamed()
    {
        _folder.Write("data/a.png", "A");
        _folder.Write("b.png", "B");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_of_a_csv_go_in_and_those_that_cannot_are_named()
    {
        var list = _folder.Write("data/list.csv", "path,label,split\na.png,i,train\n../b.png,,\ngone.png,i,train\na.png,i\na.png,i,other\n,i,train\n\"a.png,i,train\n");

        var lines = await Arrivals.OfAsync(new ListSource(list, SourceLimits.Default));

        Assert.Equal(["a.png i train A", "b.png · · B"], lines.Take(2));
        Assert.Contains("gone.png: it cannot be read", lines[2], StringComparison.Ordinal);
        Assert.Equal("line 5: 2 values where the header names 3 columns", lines[3]);
        Assert.Equal("a.png: the split other is unknown: expected train, val or test", lines[4]);
        Assert.Equal("line 7: the path is empty", lines[5]);
        Assert.Contains("a quote is not closed", lines[6], StringComparison.Ordinal);
        Assert.Equal(7, lines.Count);
    }

    [Fact]
    public async Task Json_lines_are_read_alike()
    {
        var list = _folder.Write("data/list.jsonl", "{\"path\":\"a.png\",\"label\":\"i\",\"split\":\"valid\"}\n\n{\"path\":\"../b.png\"}\n{\"label\":\"i\"}\nnonsense\n");

        Assert.Equal(
            ["a.png i val A", "b.png · · B", "line 4: it is no JSON object with a path", "line 5: it is no JSON object with a path"],
            await Arrivals.OfAsync(new ListSource(list, SourceLimits.Default)));
    }

    [Fact]
    public async Task A_list_without_its_columns_is_refused()
    {
        var list = _folder.Write("list.csv", "file,class\na.png,i\n");

        Assert.Contains("unknown", (await Assert.ThrowsAsync<ImageSourceException>(() => Arrivals.OfAsync(new ListSource(list, SourceLimits.Default)))).Message, StringComparison.Ordinal);
    }
}
