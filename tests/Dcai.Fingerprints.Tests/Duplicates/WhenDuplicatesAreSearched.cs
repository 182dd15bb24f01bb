using System.Diagnostics;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Tests.Duplicates;

public sealed class WhenDuplicatesAreSearched : IDisposable
{
    private readonly GeneratedTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(600, 1, false)]
    [InlineData(600, 2, false)]
    [InlineData(600, 3, true)]
    [InlineData(200, 5, false)]
    [InlineData(200, 6, true)]
    [InlineData(120, 7, false)]
    public void The_groups_are_those_of_reading_everything(int count, int seed, bool fast)
    {
        _tree.Fill(count, seed);

        var expected = _tree.ByReadingEverything();

        Assert.True(expected.Length > 10);
        Assert.Equal(expected, _tree.Lines(_tree.Search(fast).ExactGroups()));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(50_000)]
    public void A_group_of_more_files_than_are_read_side_by_side_is_parted_too(int size)
    {
        for (var i = 0; i < 90; i++)
        {
            var content = new byte[size];
            content[size / 2] = (byte)(i % 3);
            _tree.Write($"{i % 7}/{i}.bin", content);
        }

        var expected = _tree.ByReadingEverything();

        Assert.Equal(3, expected.Length);
        Assert.Equal(expected, _tree.Lines(_tree.Search().ExactGroups()));
        Assert.Equal(expected, _tree.Lines(_tree.Search(fast: true).ExactGroups()));
    }

    [Fact]
    public void One_thread_and_many_find_the_same_in_the_same_order()
    {
        _tree.Fill(700, seed: 4);

        Assert.Equal(_tree.Lines(_tree.Search(threads: 1).ExactGroups()), _tree.Lines(_tree.Search(threads: 32).ExactGroups()));
    }

    [Fact]
    public void Paths_are_in_the_order_of_their_bytes_where_folders_and_files_mix()
    {
        Array.ForEach(["a/b", "a-b/x", "a.txt", "a/b.c/d", "a/bb", "a0"], path => _tree.Write(path, [1]));

        Assert.Equal(["a-b/x a.txt a/b a/b.c/d a/bb a0"], _tree.Lines(_tree.Search().ExactGroups()));
    }

    [Fact]
    public void What_could_be_saved_is_all_copies_but_one()
    {
        Array.ForEach(["a/1", "a/2", "b/3"], path => _tree.Write(path, new byte[1000]));

        var group = Assert.Single(_tree.Search().ExactGroups());

        Assert.Equal((1000L, 3, 2000L), (group.SizeBytes, group.Copies, group.SavableBytes));
    }

    [Fact]
    public void Hard_links_are_one_copy()
    {
        _tree.Write("a/1", new byte[5000]);
        _tree.Write("b/3", new byte[5000]);
        Link("a/1", "a/2");
        _tree.Write("c/alone", [7, 8]);
        Link("c/alone", "c/linked");

        var report = _tree.Search();

        var group = Assert.Single(report.ExactGroups());
        Assert.Equal((2, 5000L), (group.Copies, group.SavableBytes));
        Assert.Equal([false, true, false], group.Files.Select(file => file.IsHardLink));
        Assert.Equal(["c/alone c/linked"], _tree.Lines(report.HardLinkGroups()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hard_links_of_files_that_come_with_one_read_are_one_copy(bool fast)
    {
        foreach (var name in new[] { "b/1", "c/2" })
        {
            _tree.Write(name, [1, 2, 3]);
        }

        Link("b/1", "b/0");
        Link("c/2", "c/3");

        var group = Assert.Single(_tree.Search(fast).ExactGroups());

        Assert.Equal((2, 3L), (group.Copies, group.SavableBytes));
        Assert.Equal(["b/0 b/1 c/2 c/3"], _tree.Lines([group]));
        Assert.Equal([false, true, false, true], group.Files.Select(file => file.IsHardLink));
    }

    [Fact]
    public void Twenty_thousand_small_files_have_the_groups_that_they_were_made_with()
    {
        var random = new Random(6);
        var contents = new List<(byte[] Bytes, List<string> Names)>();
        for (var i = 0; i < 20_000; i++)
        {
            if (i == 0 || random.Next(10) > 0)
            {
                var bytes = new byte[random.Next(300, 1501)];
                random.NextBytes(bytes);
                contents.Add((bytes, []));
            }

            var (content, names) = random.Next(10) > 0 ? contents[^1] : contents[random.Next(contents.Count)];
            names.Add($"{i / 1000:D2}/{i:D5}");
            _tree.Write(names[^1], content);
        }

        string[] expected = [.. contents.Where(content => content.Names.Count > 1).Select(content => string.Join(' ', content.Names)).Order(StringComparer.Ordinal)];

        Assert.True(expected.Length > 1000);
        Assert.Equal(expected, _tree.Lines(_tree.Search(threads: 32).ExactGroups()));
        Assert.Equal(expected, _tree.Lines(_tree.Search(fast: true, threads: 32).ExactGroups()));
    }

    [Fact]
    public void Empty_files_are_listed_and_no_duplicates()
    {
        _tree.Write("b/none", []);
        _tree.Write("a/none", []);

        var report = _tree.Search();

        Assert.Empty(report.ExactGroups());
        Assert.Equal(["a/none", "b/none"], report.EmptyFiles().Select(file => _tree.Relative(file.PathText)));
    }

    [Fact]
    public void Links_are_not_followed_and_a_loop_ends()
    {
        _tree.Write("a/1", [1]);
        Directory.CreateSymbolicLink(_tree.Of("a/again"), _tree.Root);
        File.CreateSymbolicLink(_tree.Of("a/2"), _tree.Of("a/1"));
        _tree.Write("a/.hidden", [1]);

        var report = _tree.Search();

        Assert.Equal((1, 2L, 1L), (report.Files, report.Links, report.Hidden));
        Assert.Empty(report.ExactGroups());
    }

    [Fact]
    public void A_pipe_is_passed_over_and_does_not_make_it_wait()
    {
        _tree.Write("a/1", [1]);
        Shell($"mkfifo '{_tree.Of("a/pipe")}'");

        var report = _tree.Search();

        Assert.Equal((1, 1L), (report.Files, report.Special));
    }

    [Fact]
    public void A_name_that_is_not_utf_8_is_compared_and_shown_with_its_bytes()
    {
        _tree.Write("a/1", [1, 2, 3]);
        Shell($"cp '{_tree.Of("a/1")}' \"$(printf '%s/a/\\377\\n2x' '{_tree.Root}')\"");

        var group = Assert.Single(_tree.Search().ExactGroups());

        Assert.Equal(["a/1", @"a/\xFF\x0A2x"], group.Files.Select(file => _tree.Relative(file.PathText)));
        Assert.Equal(0xFF, group.Files[1].Path[_tree.Root.Length + 3]);

        // What deletes the folder afterwards cannot name it.
        Shell($"rm -r '{_tree.Of("a")}'");
    }

    [UnprivilegedFact]
    public void What_cannot_be_read_is_named_with_its_reason()
    {
        _tree.Write("a/1", [1]);
        _tree.Write("b/1", [1]);
        Shell($"chmod 0 '{_tree.Of("a/1")}' '{_tree.Of("b")}'");
        try
        {
            var skipped = _tree.Search().Skipped().ToList();

            Assert.Equal(["a/1", "b/"], skipped.Select(path => _tree.Relative(path.PathText)));
            Assert.All(skipped, path => Assert.Contains("Permission denied", path.Reason, StringComparison.Ordinal));
        }
        finally
        {
            Shell($"chmod 700 '{_tree.Of("b")}'");
        }
    }

    [Fact]
    public void A_file_of_ten_gigabytes_is_compared_at_its_end_first()
    {
        foreach (var (name, last) in new[] { ("a", 1), ("b", 2) })
        {
            using var file = File.Create(_tree.Of(name));
            file.SetLength(10_000_000_000);
            file.Seek(-1, SeekOrigin.End);
            file.WriteByte((byte)last);
        }

        Assert.Empty(_tree.Search().ExactGroups());
    }

    [Fact]
    public void Equal_bytes_in_two_classes_are_a_conflict_and_in_two_splits_an_overlap()
    {
        _tree.Write("train/i/1.png", [1]);
        _tree.Write("train/ii/1.png", [1]);
        _tree.Write("train/i/2.png", [2]);
        _tree.Write("valid/i/2.png", [2]);

        var groups = _tree.Search().ExactGroups().ToList();

        Assert.Equal([(true, false), (false, true)], groups.Select(group => (group.IsConflict, group.IsOverlap)));
        Assert.Equal(["i", "ii"], groups[0].Files.Select(file => file.Label));
        Assert.Equal([$"{_tree.Root}/train", $"{_tree.Root}/valid"], groups[1].Files.Select(file => file.Part.Name));
    }

    [Fact]
    public void What_lies_only_in_the_reference_is_not_reported()
    {
        _tree.Write("one/i/1", [1]);
        _tree.Write("one/i/2", [1]);
        _tree.Write("one/i/3", [3]);
        _tree.Write("two/i/3", [3]);
        _tree.Write("two/i/4", [4]);
        _tree.Write("two/i/5", [4]);

        var report = DuplicateSearch.Run(new DuplicateRequest { Folders = [_tree.Of("one")], Against = _tree.Of("two") }, new DuplicateProgress());

        Assert.Equal(["one/i/1 one/i/2", "one/i/3 two/i/3"], _tree.Lines(report.ExactGroups()));
        Assert.Equal([false, true], report.ExactGroups().Select(group => group.IsOverlap));
    }

    [Fact]
    public void Folders_within_each_other_are_refused()
    {
        _tree.Write("a/b/1", [1]);

        Assert.Contains("lies in", Failure("a", "a/b"), StringComparison.Ordinal);
        Assert.Contains("the same folder", Failure("a", "a/../a"), StringComparison.Ordinal);
        Assert.Contains("does not exist", Failure("nowhere"), StringComparison.Ordinal);
        Assert.Contains("is a file", Failure("a/b/1"), StringComparison.Ordinal);
    }

    private string Failure(params string[] folders) => Assert.Throws<ImageSourceException>(() =>
        DuplicateSearch.Run(new DuplicateRequest { Folders = [.. folders.Select(_tree.Of)] }, new DuplicateProgress())).Message;

    private void Link(string existing, string added) => Shell($"ln '{_tree.Of(existing)}' '{_tree.Of(added)}'");

    private static void Shell(string command)
    {
        using var process = Process.Start("/bin/sh", ["-c", command]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>Root may read everything.</summary>
    private sealed class UnprivilegedFactAttribute : FactAttribute
    {
        public UnprivilegedFactAttribute() => Skip = Environment.IsPrivilegedProcess ? "root may read everything: run it as another user" : null;
    }
}
