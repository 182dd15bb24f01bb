namespace Dcai.Fingerprints.Tests;

public sealed class WhenALabelFileIsRead : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WhenALabelFileIsRead() => Array.ForEach(["a.png", "sub/b, c.png"], path => folder.Write(path));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Each_row_is_an_image_in_the_order_of_the_rows()
    {
        var file = folder.Write("labels.csv", "path,label,split\n\"sub/b, c.png\",ix,validation\na.png,i,train\n");

        Assert.Equal(
            [
                new ImageFile(Path.Combine(folder.Root, "sub/b, c.png"), "sub/b, c.png", "ix", "val"),
                new ImageFile(Path.Combine(folder.Root, "a.png"), "a.png", "i", "train"),
            ],
            LabelCsv.Read(file));
    }

    [Fact]
    public void The_split_may_be_absent_and_columns_in_any_order_and_case()
    {
        var file = folder.Write("labels.csv", "Label, Path\r\nv, a.png\r\n");

        Assert.Equal([new ImageFile(Path.Combine(folder.Root, "a.png"), "a.png", "v", null)], LabelCsv.Read(file));
    }

    [Fact]
    public void An_empty_label_is_none()
    {
        var file = folder.Write("labels.csv", "path,label,split\na.png,,\n");

        var image = Assert.Single(LabelCsv.Read(file, ["i"]));

        Assert.Null(image.Label);
        Assert.Null(image.Split);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("path,label\n", "no rows")]
    [InlineData("path,label,colour\na.png,i,red\n", "line 1: the column \"colour\" is unknown")]
    [InlineData("path,split\na.png,train\n", "line 1: the column \"label\" is missing")]
    [InlineData("path,label\na.png\n", "line 2: 1 values where the header names 2 columns")]
    [InlineData("path,label\na.png,i\n,ii\n", "line 3: the path is empty")]
    [InlineData("path,label\nabsent.png,i\n", "line 2: the image absent.png does not exist")]
    [InlineData("path,label\na.png,i\n./a.png,ii\n", "line 3: the image ./a.png is listed already in line 2")]
    [InlineData("path,label\na.png,i\n\"sub/b, c.png\",xi\n", "line 3: the class xi is unknown: expected one of i, ii")]
    [InlineData("path,label,split\na.png,i,holdout\n", "line 2: the split holdout is unknown")]
    [InlineData("path,label\na\"b.png,i\n", "line 2: a quote")]
    public void What_is_wrong_is_said_with_its_line(string content, string expected)
    {
        var file = folder.Write("labels.csv", content);

        var message = Assert.Throws<ImageSourceException>(() => LabelCsv.Read(file, ["i", "ii"])).Message;

        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var file = Path.Combine(folder.Root, "nowhere.csv");

        Assert.Contains(file, Assert.Throws<ImageSourceException>(() => LabelCsv.Read(file)).Message, StringComparison.Ordinal);
    }
}
