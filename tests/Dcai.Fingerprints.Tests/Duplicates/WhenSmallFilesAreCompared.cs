using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Tests.Duplicates;

/// <summary>Files that come with one read each, compared whatever their hashes are.</summary>
public sealed class WhenSmallFilesAreCompared : IDisposable
{
    private readonly GeneratedTree _tree = new();
    private readonly FileTable _files = new();
    private readonly FolderTable _folders = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(12, 3)]
    [InlineData(90, 20)]
    [InlineData(900, 400)]
    public void They_are_parted_by_their_bytes_even_where_all_hashes_agree(int count, int contents)
    {
        for (var i = 0; i < count; i++)
        {
            var bytes = new byte[700];
            BitConverter.TryWriteBytes(bytes.AsSpan(690), i % contents);
            _tree.Write($"{i % 7}/{i}", bytes);
        }

        Scan();

        Assert.Equal(contents, _tree.ByReadingEverything().Length);
        Assert.Equal(_tree.ByReadingEverything(), Compare());
    }

    [Fact]
    public void What_changed_after_it_was_listed_is_no_duplicate_and_is_named()
    {
        foreach (var name in new[] { "a/1", "a/2", "b/gone", "b/longer", "b/shorter", "b/folder", "b/other" })
        {
            _tree.Write(name, [1, 2, 3]);
        }

        Scan();
        File.Delete(_tree.Of("b/gone"));
        File.Delete(_tree.Of("b/folder"));
        Directory.CreateDirectory(_tree.Of("b/folder"));
        File.WriteAllBytes(_tree.Of("b/longer"), [1, 2, 3, 4]);
        File.WriteAllBytes(_tree.Of("b/shorter"), [1, 2]);
        File.WriteAllBytes(_tree.Of("b/other"), [1, 2, 4]);

        Assert.Equal(["a/1 a/2"], Compare());
        Assert.Equal(["b/folder", "b/gone", "b/longer", "b/shorter"], Left());
    }

    [Fact]
    public void What_lies_in_a_folder_that_vanished_is_named()
    {
        _tree.Write("a/1", [1, 2, 3]);
        _tree.Write("b/2", [1, 2, 3]);
        Scan();
        Directory.Delete(_tree.Of("b"), recursive: true);

        Assert.Empty(Compare());
        Assert.Equal(["b/2"], Left());
    }

    private void Scan()
    {
        var root = _folders.AddRoot(_tree.Root, isReference: false);
        new FolderScan(_files, _folders, markImages: false, new DuplicateProgress(), CancellationToken.None).Run([root], threads: 1);
        _folders.Rank();
    }

    private string[] Compare()
    {
        using var comparison = new ContentComparison(_files, _folders, fast: false, new DuplicateProgress(), CancellationToken.None);
        comparison.Compare([.. Enumerable.Range(0, _files.Count)]);
        var groups = new List<string>();
        for (var group = 0; group < comparison.Found.Count; group++)
        {
            groups.Add(string.Join(' ', comparison.Found[group].ToArray().Select(NameOf)));
        }

        return [.. groups.Order(StringComparer.Ordinal)];
    }

    private string[] Left() =>
        [.. Enumerable.Range(0, _files.Count).Where(row => _files.ProblemOf(row) != FileProblem.None).Select(NameOf).Order(StringComparer.Ordinal)];

    private string NameOf(int row) => _tree.Relative(PathText.Of([.. _folders[_files.FolderOf(row)].Path, .. _files.NameSpan(row)]));
}
