using System.Diagnostics;
using Dcai.Fingerprints.Sources;

namespace Dcai.Fingerprints.Tests.Sources;

public sealed class WhenAFolderIsStreamed : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_image_comes_with_what_its_folders_say_and_the_rest_with_a_reason()
    {
        _folder.Write("train/i/a.png", "A");
        _folder.Write("i/b.JPG", "B");
        _folder.Write("c.webp", "C");
        _folder.Write("empty.png");
        _folder.Write("notes.txt", "?");
        _folder.Write(".hidden/d.png", "D");
        _folder.Write("large.png", "more than ten bytes");
        Directory.CreateSymbolicLink(Path.Join(_folder.Root, "loop"), _folder.Root);
        File.CreateSymbolicLink(Path.Join(_folder.Root, "link.png"), Path.Join(_folder.Root, "c.webp"));

        Assert.Equal(
            [
                "c.webp · · C", "empty.png: it is empty (0 bytes)", "i/b.JPG i · B", "large.png: it is larger than the 10 bytes that one file may have",
                "link.png: it is a link, which is not followed", "loop: it is a link, which is not followed",
                "notes.txt: its name is not that of an image", "train/i/a.png i train A",
            ],
            (await Arrivals.OfAsync(Source())).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        var failure = await Assert.ThrowsAsync<ImageSourceException>(() => Arrivals.OfAsync(new FolderSource("/nowhere/at-all", LabelRule.Folders, SourceLimits.Default)));

        Assert.Contains("/nowhere/at-all does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_ten_gigabytes_is_left_out_without_being_read()
    {
        _folder.Write("a.png", "A");
        await using (var huge = File.Create(Path.Join(_folder.Root, "huge.png")))
        {
            huge.SetLength(10_000_000_000);
        }

        var before = GC.GetTotalAllocatedBytes();
        var lines = await Arrivals.OfAsync(new FolderSource(_folder.Root, LabelRule.Folders, SourceLimits.Default));

        Assert.Equal(["a.png · · A", "huge.png: it is larger than the 33554432 bytes that one file may have"], lines);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 32 << 20);
    }

    [Fact]
    public async Task A_name_that_is_not_utf_8_is_left_out()
    {
        _folder.Write("i/a.png", "A");
        Shell("printf B > \"$(printf 'i/\\377.png')\"");
        try
        {
            Assert.Equal(["i/a.png i · A", "i/\uFFFD.png: its name is not UTF-8: rename it"], (await Arrivals.OfAsync(Source())).Order(StringComparer.Ordinal));
        }
        finally
        {
            // What deletes the folder afterwards cannot name it.
            Shell("rm -r i");
        }
    }

    [Fact]
    public async Task A_folder_nested_deeper_than_a_path_may_be_long_is_left_out_and_the_rest_goes_in()
    {
        _folder.Write("i/a.png", "A");
        Shell("name=$(printf '%0200d' 0); mkdir ii; cd -P ii; for depth in $(seq 25); do mkdir $name; cd -P $name; done; cd -P /");
        try
        {
            var lines = (await Arrivals.OfAsync(Source())).Order(StringComparer.Ordinal).ToList();

            Assert.Equal(2, lines.Count);
            Assert.Equal("i/a.png i · A", lines[0]);
            Assert.StartsWith("ii/0", lines[1], StringComparison.Ordinal);
            Assert.EndsWith(": its name has control characters or more than 1024 characters", lines[1], StringComparison.Ordinal);
        }
        finally
        {
            Shell("rm -r ii");
        }
    }

    [Fact]
    public async Task A_file_that_is_written_while_it_is_read_is_left_out()
    {
        var path = _folder.Write("a.png", "begun");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() =>
        {
            using var writer = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            var content = new byte[1 << 22];
            while (!stop.IsCancellationRequested)
            {
                writer.Position = 0;
                writer.Write(content);
                writer.Flush();
            }
        });
        var source = new FolderSource(_folder.Root, LabelRule.Folders, new SourceLimits { MaximumFileBytes = 1 << 23 });

        // A reading may fall between two writes, and is a good one then.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string line;
        do
        {
            line = Assert.Single(await Arrivals.OfAsync(source));
        }
        while (!line.Contains("changed while it was read", StringComparison.Ordinal) && !patience.IsCancellationRequested);

        await stop.CancelAsync();
        await writing;
        Assert.StartsWith("a.png: it changed while it was read", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watched_folder_gives_each_file_once_when_it_is_still_and_again_when_it_is_written_anew()
    {
        _folder.Write("i/a.png", "A");
        _folder.Write("notes.txt", "?");
        var lines = new List<string>();
        var looks = 0;
        await foreach (var arrival in new WatchedFolderSource(Source(), TimeSpan.FromMilliseconds(1), TimeProvider.System).ReadAsync(CancellationToken.None))
        {
            if (arrival is not null)
            {
                lines.Add($"{looks} {arrival.Name}");
                continue;
            }

            switch (++looks)
            {
                case 3:
                    _folder.Write("i/b.png", "B");
                    break;
                case 6:
                    _folder.Write("i/a.png", "AA");
                    break;
            }

            if (looks == 9)
            {
                break;
            }
        }

        Assert.Equal(["0 notes.txt", "1 i/a.png", "4 i/b.png", "7 i/a.png"], lines);
    }

    [Theory]
    [InlineData("{label}_*.png", "viii_012.png", "viii", null)]
    [InlineData("{label}_*.png", "a/viii_012.png", null, null)]
    [InlineData("**/{label}-*", "deep/er/ix-3-4.jpg", "ix", null)]
    [InlineData("{split}/*/{label}.*", "valid/x/i.png", "i", "val")]
    [InlineData("{split}/{label}.png", "other/i.png", "i", null)]
    [InlineData("(.+{label}", "(.+i", "i", null)]
    public void A_pattern_says_class_and_split(string pattern, string name, string? label, string? split) => Assert.Equal((label, split), LabelRule.Pattern(pattern).Of(name));

    [Theory]
    [InlineData("*.png", "has no {label}")]
    [InlineData("{label}/{label}.png", "has {label} twice")]
    [InlineData("{label}/{class}", "neither {label} nor {split}")]
    public void A_pattern_that_says_nothing_is_refused(string pattern, string why) =>
        Assert.Contains(why, Assert.Throws<ImageSourceException>(() => LabelRule.Pattern(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_a_rule_nothing_has_a_class() => Assert.Equal((null, null), LabelRule.None.Of("train/i/a.png"));

    /// <summary>Runs a command in the folder.</summary>
    private void Shell(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = _folder.Root })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private FolderSource Source() => new(_folder.Root, LabelRule.Folders, new SourceLimits { MaximumFileBytes = 10 });
}
