namespace Dcai.Cli.Tests;

public sealed class WhenADemoCannotBegin : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        (await DemoAsync("nowhere", "oracle.csv")).FailedWith(1, "nowhere", "does not exist");
    }

    [Fact]
    public async Task An_empty_folder_is_named()
    {
        Directory.CreateDirectory(_folder.Of("empty"));

        (await DemoAsync("empty", "oracle.csv")).FailedWith(1, "empty", "no image file");
    }

    [Fact]
    public async Task A_folder_without_classes_is_told_the_layout()
    {
        _folder.Write("flat/a.png");

        (await DemoAsync("flat", "oracle.csv")).FailedWith(1, "class");
    }

    [Fact]
    public async Task A_class_with_one_image_is_named()
    {
        _folder.Write("data/train/i/a.png");
        _folder.Write("data/train/i/b.png");
        _folder.Write("data/train/ii/c.png");

        (await DemoAsync("data", "oracle.csv")).FailedWith(1, "'ii'", "has one image");
    }

    [Fact]
    public async Task A_single_class_is_not_enough()
    {
        _folder.Write("data/i/a.png");
        _folder.Write("data/i/b.png");

        (await DemoAsync("data", "oracle.csv")).FailedWith(1, "one class only");
    }

    [Fact]
    public async Task Own_data_without_an_oracle_is_told_what_to_do()
    {
        Images();

        (await CommandRun.OfAsync("demo", "--data", _folder.Of("data"), "--out", _folder.Of("out"))).FailedWith(1, "--oracle", "./dcai up");
    }

    [Theory]
    [InlineData("", "empty", "")]
    [InlineData("sha256,status\n", "line 1", "agreed_label")]
    [InlineData("path\n", "line 1", "label")]
    [InlineData("sha256,agreed_label\n", "no rows", "")]
    [InlineData("sha256,agreed_label\nabc,i\n", "line 2", "no SHA-256")]
    [InlineData("sha256,agreed_label\n{a},iv\n", "line 2", "'iv' is unknown")]
    [InlineData("sha256,agreed_label\n{a},i\n{a},ii\n", "line 3", "one image has one")]
    [InlineData("sha256,agreed_label\n{a},i\n{b},i\n", "no row for 2 of 4 images", "train/ii/c.png")]
    [InlineData("sha256,agreed_label\n{a}\n", "line 2", "1 values")]
    [InlineData("path,label\ntrain/i/z.png,i\n", "line 2", "none of the images")]
    [InlineData("path,label\ntrain/i/a.png,\"i\n", "line", "quote")]
    public async Task An_oracle_that_does_not_fit_is_told_by_line(string oracle, string where, string what)
    {
        var (a, b) = Images();
        _folder.Write("oracle.csv", oracle.Replace("{a}", a, StringComparison.Ordinal).Replace("{b}", b, StringComparison.Ordinal));

        var run = await DemoAsync("data", "oracle.csv");

        run.FailedWith(1, "oracle.csv", what);
        Assert.True(where == "empty" || run.Error.Contains(where, StringComparison.Ordinal), run.Error);
    }

    [Fact]
    public async Task A_missing_oracle_is_named()
    {
        Images();

        (await DemoAsync("data", "no.csv")).FailedWith(1, "no.csv", "does not exist");
    }

    [Fact]
    public async Task A_test_class_that_the_data_has_not_is_named()
    {
        Images();
        _folder.Write("oracle.csv", "path,label\ntrain/i/a.png,i\ntrain/i/b.png,i\ntrain/ii/c.png,ii\ntrain/ii/d.png,remove\n");
        _folder.Write("book/iii/x.png");

        (await CommandRun.OfAsync(
            "demo", "--data", _folder.Of("data"), "--oracle", _folder.Of("oracle.csv"), "--test", _folder.Of("book"), "--out", _folder.Of("out")))
            .FailedWith(1, "'iii'");
    }

    [Theory]
    [InlineData("speed=3", "'speed'")]
    [InlineData("auxiliaryEpochs", "NAME=VALUE")]
    [InlineData("auxiliaryEpochs=many", "many")]
    [InlineData("auxiliaryEpochs=1.5", "1.5")]
    public async Task A_setting_that_cannot_be_is_named(string set, string word)
    {
        Images();
        _folder.Write("oracle.csv", "path,label\ntrain/i/a.png,i\ntrain/i/b.png,i\ntrain/ii/c.png,ii\ntrain/ii/d.png,remove\n");

        (await DemoAsync("data", "oracle.csv", "--set", set)).FailedWith(2, "--set", word);
    }

    [Fact]
    public async Task An_output_folder_of_another_run_is_refused()
    {
        Images();
        _folder.Write("oracle.csv", "path,label\ntrain/i/a.png,i\ntrain/i/b.png,i\ntrain/ii/c.png,ii\ntrain/ii/d.png,remove\n");

        // The first gets as far as its server, which this test does not start.
        Assert.Contains("starts no server", (await DemoAsync("data", "oracle.csv")).Error, StringComparison.Ordinal);
        (await DemoAsync("data", "oracle.csv", "--seed", "2")).FailedWith(1, "seed 1", "--out");
        (await DemoAsync("data", "oracle.csv", "--set", "foldCount=3")).FailedWith(1, "other settings");
        _folder.Write("data/train/i/e.png");
        (await DemoAsync("data", "oracle.csv")).FailedWith(1, "no row for 1 of 5");
    }

    private (string A, string B) Images()
    {
        var (a, b) = (_folder.Write("data/train/i/a.png"), _folder.Write("data/train/i/b.png"));
        _folder.Write("data/train/ii/c.png");
        _folder.Write("data/train/ii/d.png");
        return (a, b);
    }

    private Task<CommandRun> DemoAsync(string data, string oracle, params string[] more) =>
        CommandRun.OfAsync(["demo", "--data", _folder.Of(data), "--oracle", _folder.Of(oracle), "--out", _folder.Of("out"), .. more]);
}
