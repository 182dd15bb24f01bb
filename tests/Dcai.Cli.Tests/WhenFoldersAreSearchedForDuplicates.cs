using System.Text.Json;
using Dcai.Imaging;

namespace Dcai.Cli.Tests;

public sealed class WhenFoldersAreSearchedForDuplicates : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Groups_overlaps_and_conflicts_are_printed()
    {
        _folder.Write("train/i/1.png", "one");
        _folder.Write("train/ii/2.png", "one");
        _folder.Write("val/ii/3.png", "one");
        _folder.Write("val/ii/4.png", "four");
        _folder.Write("val/ii/none.png", "");

        var run = await CommandRun.OfAsync("dedup", _folder.Of("train"), _folder.Of("val"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("5 files in 5 folders, 13 B", run.Out, StringComparison.Ordinal);
        Assert.Contains("exact duplicates: 1 group of 3 files; 6 B could be saved", run.Out, StringComparison.Ordinal);
        Assert.Contains($"  3 B × 3\n    {_folder.Of("train/i/1.png")}\n    {_folder.Of("train/ii/2.png")}\n    {_folder.Of("val/ii/3.png")}\n", run.Out, StringComparison.Ordinal);
        Assert.Contains($"{_folder.Of("train")} and {_folder.Of("val")} have 1 content in common", run.Out, StringComparison.Ordinal);
        Assert.Contains("conflicts: 1 contents under different labels", run.Out, StringComparison.Ordinal);
        Assert.Contains("empty files: 1,", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_json_has_every_group_and_is_the_same_each_time()
    {
        for (var i = 0; i < 60; i++)
        {
            _folder.Write($"a/{i % 4}/{i}.bin", $"content {i / 2}");
        }

        var run = await CommandRun.OfAsync("dedup", _folder.Of("a"), "--json");

        using var json = JsonDocument.Parse(run.Out);
        var groups = json.RootElement.GetProperty("exactGroups").EnumerateArray().ToList();
        Assert.Equal(30, groups.Count);
        Assert.Equal(30, json.RootElement.GetProperty("counts").GetProperty("exactGroups").GetInt32());
        Assert.All(groups, group => Assert.True(group.GetProperty("conflict").GetBoolean()));
        Assert.Equal(
            groups.Select(First).Order(StringComparer.Ordinal),
            groups.Select(First));
        Assert.Equal(run.Out, (await CommandRun.OfAsync("dedup", _folder.Of("a"), "--json", "--fast")).Out);
    }

    [Fact]
    public async Task A_name_that_is_no_plain_text_comes_with_its_bytes()
    {
        _folder.Write("a/plain", "x");
        _folder.Write("a/größe", "x");
        _folder.Write("a/bell\a", "x");

        var run = await CommandRun.OfAsync("dedup", _folder.Of("a"), "--json");

        using var json = JsonDocument.Parse(run.Out);
        var files = Assert.Single(json.RootElement.GetProperty("exactGroups").EnumerateArray()).GetProperty("files").EnumerateArray().ToList();
        Assert.Equal([_folder.Of(@"a/bell\x07"), _folder.Of("a/größe"), _folder.Of("a/plain")], files.Select(file => file.GetProperty("path").GetString()));
        Assert.Equal([true, false, false], files.Select(file => file.TryGetProperty("pathBytes", out _)));
        Assert.Equal(_folder.Of("a/bell\a"), System.Text.Encoding.UTF8.GetString(files[0].GetProperty("pathBytes").GetBytesFromBase64()));
    }

    [Fact]
    public async Task Copies_and_hard_links_that_two_folders_share_are_counted_together()
    {
        _folder.Write("a/1", "copied");
        _folder.Write("b/1", "copied");
        _folder.Write("a/2", "linked");
        using (var link = System.Diagnostics.Process.Start("ln", [_folder.Of("a/2"), _folder.Of("b/2")]))
        {
            await link.WaitForExitAsync();
        }

        var run = await CommandRun.OfAsync("dedup", _folder.Of("a"), _folder.Of("b"), "--json");

        using var json = JsonDocument.Parse(run.Out);
        Assert.Equal(2, json.RootElement.GetProperty("counts").GetProperty("overlaps").GetInt32());
        Assert.Equal(2, Assert.Single(json.RootElement.GetProperty("overlaps").EnumerateArray()).GetProperty("groups").GetInt32());
        Assert.Single(json.RootElement.GetProperty("hardLinkGroups").EnumerateArray());
    }

    [Fact]
    public async Task Many_groups_are_capped_and_the_rest_counted()
    {
        for (var i = 0; i < 60; i++)
        {
            _folder.Write($"a/{i % 4}/{i}.bin", $"content {i / 2}");
        }

        Assert.Contains("… and 20 more groups; --json lists all", (await CommandRun.OfAsync("dedup", _folder.Of("a"))).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_look_alike_are_found_when_asked_for()
    {
        Picture("a/i/1.png", shift: 0);
        Picture("a/ii/2.png", shift: 1);
        Picture("b/i/3.png", shift: 100);

        var without = await CommandRun.OfAsync("dedup", _folder.Of("a"), "--against", _folder.Of("b"));
        var with = await CommandRun.OfAsync("dedup", _folder.Of("a"), "--against", _folder.Of("b"), "--near", "4", "--json");

        Assert.Contains("no exact duplicates", without.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("near", without.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(with.Out);
        var group = Assert.Single(json.RootElement.GetProperty("nearGroups").EnumerateArray());
        Assert.Equal(2, group.GetProperty("files").GetArrayLength());
        Assert.True(group.GetProperty("conflict").GetBoolean());
        Assert.False(group.GetProperty("overlap").GetBoolean());
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_in_one_line()
    {
        _folder.Write("a/1", "x");

        (await CommandRun.OfAsync("dedup")).FailedWith(2, "dedup");
        (await CommandRun.OfAsync("dedup", _folder.Of("a"), "--near", "17")).FailedWith(2, "--near", "16");
        (await CommandRun.OfAsync("dedup", _folder.Of("nowhere"))).FailedWith(1, "nowhere", "does not exist");
        (await CommandRun.OfAsync("dedup", _folder.Path, _folder.Of("a"))).FailedWith(1, "lies in");
    }

    private static string First(JsonElement group) => group.GetProperty("files")[0].GetProperty("path").GetString()!;

    /// <summary>A slanted gradient with a wave, moved a little.</summary>
    private void Picture(string name, int shift)
    {
        const int size = 64;
        var pixels = new byte[size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i % size, i / size);
            pixels[i] = shift < 50
                ? (byte)(120 + 60 * Math.Sin(x * 0.21) + 50 * Math.Sin(y * 0.13 + x * 0.05) + shift)
                : (byte)(120 + 60 * Math.Cos(y * 0.31) + 50 * Math.Cos(x * 0.37 + 2));
        }

        _folder.Write(name);
        File.WriteAllBytes(_folder.Of(name), PngEncoder.Encode(new Image(size, size, PixelFormat.Gray8, pixels)));
    }
}
