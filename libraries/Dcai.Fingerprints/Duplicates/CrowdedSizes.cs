namespace Dcai.Fingerprints.Duplicates;

/// <summary>
/// Sizes of large files that more have than are compared side by side: their beginnings part those. Where a few share a size, that is reason enough to compare them, and a file whose size no
/// other has is never opened.
/// </summary>
internal sealed class CrowdedSizes
{
    private const int FilesAtATime = 256;

    private readonly FileTable _files;
    private readonly HashSet<long>? _sizes;

    /// <param name="files">All of them, listed and measured.</param>
    public CrowdedSizes(FileTable files)
    {
        _files = files;
        var (sizes, isEachHashed) = (new List<long>(), true);
        for (var row = 0; row < files.Count; row++)
        {
            if (files.SizeOf(row) > HeadReader.HeadBytes)
            {
                sizes.Add(files.SizeOf(row));
                isEachHashed &= IsHashed(row);
            }
        }

        if (isEachHashed)
        {
            return;
        }

        sizes.Sort();
        _sizes = [];
        for (var at = ContentComparison.SideBySide; at < sizes.Count; at++)
        {
            if (sizes[at] == sizes[at - ContentComparison.SideBySide])
            {
                _sizes.Add(sizes[at]);
            }
        }
    }

    /// <summary>What else files must have in common with one to be compared with it, than its size.</summary>
    /// <returns>The hash of its beginning, or the same for all.</returns>
    public UInt128 KeyOf(int row) => _sizes is null || _files.SizeOf(row) <= HeadReader.HeadBytes || _sizes.Contains(_files.SizeOf(row)) ? _files.HashOf(row) : default;

    /// <summary>Reads the beginnings of all files of such a size that were measured only.</summary>
    public unsafe void ReadHeads(FolderTable folders, int threads, DuplicateProgress progress, CancellationToken cancellationToken)
    {
        var rows = new List<int>();
        for (var row = 0; row < _files.Count && _sizes is not null; row++)
        {
            if (_files.SizeOf(row) > HeadReader.HeadBytes && !IsHashed(row) && _sizes.Contains(_files.SizeOf(row)))
            {
                rows.Add(row);
            }
        }

        if (rows.Count == 0)
        {
            return;
        }

        Interlocked.Add(ref progress.ReadCount, -rows.Count);
        var next = 0;
        WorkerThreads.Run(threads, "dedup-read", () =>
        {
            using var heads = new HeadReader(_files, markImages: false);
            var path = new byte[512];
            int from;
            while ((from = Interlocked.Add(ref next, FilesAtATime) - FilesAtATime) < rows.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var to = Math.Min(from + FilesAtATime, rows.Count);
                for (var at = from; at < to; at++)
                {
                    fixed (byte* name = folders.PathOf(_files, rows[at], ref path))
                    {
                        heads.Read(Libc.AtWorkingDirectory, name, rows[at]);
                    }
                }

                Interlocked.Add(ref progress.ReadCount, to - from);
            }
        }, () => progress.FilesRead);
    }

    private bool IsHashed(int row) => (_files.MarksOf(row) & FileMarks.Hashed) != 0;
}
