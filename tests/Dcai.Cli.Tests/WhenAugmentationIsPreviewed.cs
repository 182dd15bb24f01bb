using Dcai.Imaging;

namespace Dcai.Cli.Tests;

public sealed class WhenAugmentationIsPreviewed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sheet_has_a_row_per_image_and_the_image_itself_first()
    {
        Picture("data/i/a.png", shade: 20);
        Picture("data/i/b.png", shade: 120);
        Picture("data/ii/c.png", shade: 220);

        var run = await AugmentAsync("data", "--policy", Policy("""{ "version": 1, "steps": [ { "kind": "rotation" }, { "kind": "noise", "amount": 0.2 } ] }"""), "--count", "4", "--size", "16");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("(rotation, noise)", run.Out, StringComparison.Ordinal);
        var sheet = Sheet();
        Assert.Equal(3.0 / 5, (double)sheet.Height / sheet.Width, 0.1);
        Assert.Equal([20, 120, 220], Enumerable.Range(0, 3).Select(row => Red(sheet, ((2 * row) + 1) * sheet.Height / 6, sheet.Width / 10)));
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_sheet()
    {
        Picture("data/i/a.png", shade: 20);
        await AugmentAsync("data", "--seed", "3");
        var first = await File.ReadAllBytesAsync(_folder.Of("sheet/preview.png"));
        await AugmentAsync("data", "--seed", "3");
        var again = await File.ReadAllBytesAsync(_folder.Of("sheet/preview.png"));
        await AugmentAsync("data", "--seed", "4");

        Assert.Equal(first, again);
        Assert.NotEqual(first, await File.ReadAllBytesAsync(_folder.Of("sheet/preview.png")));
    }

    [Theory]
    [InlineData("""{ "version": 1, "steps": [ { "kind": "melting" } ] }""", "melting")]
    [InlineData("""{ "version": 1, "steps": [ { "kind": "rotation", "amount": -3 } ] }""", "rotation")]
    [InlineData("""{ "version": 1, "steps": [ { "kind": "noise", "probability": 2 } ] }""", "probability")]
    [InlineData("{", "policy.json")]
    public async Task A_policy_that_makes_no_sense_is_refused(string policy, string word)
    {
        Picture("data/i/a.png", shade: 20);

        (await AugmentAsync("data", "--policy", Policy(policy))).FailedWith(2, "policy.json", word);
    }

    [Fact]
    public async Task What_is_no_image_is_named()
    {
        _folder.Write("broken.png", "not an image");

        (await AugmentAsync("broken.png")).FailedWith(1, "broken.png");
        (await AugmentAsync("nowhere")).FailedWith(2, "nowhere");
        (await CommandRun.OfAsync("augment", "--preview", _folder.Path, "--count", "0")).FailedWith(2, "--count");
    }

    private Task<CommandRun> AugmentAsync(string what, params string[] more) =>
        CommandRun.OfAsync(["augment", "--preview", _folder.Of(what), "--out", _folder.Of("sheet/preview.png"), .. more]);

    private string Policy(string json)
    {
        _folder.Write("policy.json", json);
        return _folder.Of("policy.json");
    }

    private static int Red(Image image, int row, int column) => image.Pixels[((row * image.Width) + column) * 3];

    private Image Sheet() => ImageDecoder.Decode(File.ReadAllBytes(_folder.Of("sheet/preview.png")), PixelFormat.Rgb24);

    private void Picture(string name, byte shade)
    {
        var pixels = new byte[32 * 32 * 3];
        Array.Fill(pixels, shade);
        _folder.Write(name);
        File.WriteAllBytes(_folder.Of(name), PngEncoder.Encode(new Image(32, 32, PixelFormat.Rgb24, pixels)));
    }
}
