using System.Runtime.Versioning;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Tests.Duplicates;

[SupportedOSPlatform("linux")]
public sealed class WhenLargeFilesAreMeasured : IDisposable
{
    private readonly GeneratedTree _tree = new();
    private readonly FileTable _files = new();
    private readonly FolderTable _folders = new();
    private readonly DuplicateProgress _progress = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void A_file_whose_size_no_other_has_stays_closed()
    {
        Write(40, index => 5000 + index);

        Search();

        Assert.Equal(1, Hashed());
        Assert.Equal((40L, 40L), (_progress.FilesListed, _progress.FilesRead));
    }

    [Fact]
    public void Files_of_a_size_that_few_share_are_not_read_before_they_are_compared()
    {
        Write(40, index => 5000 + (index % 4));

        Search();

        Assert.Equal(1, Hashed());
    }

    [Fact]
    public void The_beginnings_of_files_of_a_size_that_many_share_are_read()
    {
        Write(40, index => index < 17 ? 5000 : 6000 + index);

        Search();

        // One more where the first that was listed is none of these.
        Assert.InRange(Hashed(), 17, 18);
        Assert.Equal((40L, 40L), (_progress.FilesListed, _progress.FilesRead));
    }

    [Fact]
    public void Small_files_among_large_ones_are_read()
    {
        Write(40, index => index % 2 == 0 ? 5000 + index : 10);

        Search();

        Assert.All(Enumerable.Range(0, _files.Count), row => Assert.True(_files.SizeOf(row) > 4096 || IsHashed(row)));
    }

    [Fact]
    public void A_picture_is_read_whatever_its_size_where_near_duplicates_are_wanted()
    {
        Write(40, index => 5000 + index);

        Search(markImages: true);

        Assert.Equal(40, Hashed());
    }

    /// <summary>What may not be read would otherwise not be said.</summary>
    [Fact]
    public void A_file_that_does_not_look_readable_is_opened()
    {
        Write(40, index => 5000 + index);
        for (var index = 0; index < 40; index++)
        {
            File.SetUnixFileMode(_tree.Of($"{index}.bin"), UnixFileMode.None);
        }

        Search();

        var unreadable = Enumerable.Range(0, 40).Count(row => _files.ProblemOf(row) == FileProblem.Unreadable);
        Assert.Equal(Environment.IsPrivilegedProcess ? (40, 0) : (0, 40), (Hashed(), unreadable));
    }

    private void Write(int count, Func<int, int> sizeOf)
    {
        for (var index = 0; index < count; index++)
        {
            _tree.Write($"{index}.bin", new byte[sizeOf(index)]);
        }
    }

    private void Search(bool markImages = false)
    {
        var root = _folders.AddRoot(_tree.Root, isReference: false);
        new FolderScan(_files, _folders, markImages, _progress, CancellationToken.None).Run([root], threads: 1);
        _folders.Rank();
        new CrowdedSizes(_files).ReadHeads(_folders, threads: 2, _progress, CancellationToken.None);
    }

    private int Hashed() => Enumerable.Range(0, _files.Count).Count(IsHashed);

    private bool IsHashed(int row) => (_files.MarksOf(row) & FileMarks.Hashed) != 0;
}
