using Dcai.Imaging;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Groups pictures whose perceptual hashes are within a distance of each other, directly or over others.</summary>
internal sealed unsafe class NearSearch(FileTable files, FolderTable folders, DuplicateProgress progress, CancellationToken cancellationToken)
{
    /// <summary>A longer file is no picture that is decoded here.</summary>
    private const long LongestImageBytes = 256 * 1024 * 1024;

    /// <param name="exact">Groups of equal files: only the first of each is decoded.</param>
    /// <param name="distance">In bits.</param>
    /// <param name="threads">Pictures decoded at a time.</param>
    public NearGroups Run(GroupList exact, int distance, int threads)
    {
        var rows = new List<int>();
        for (var row = 0; row < files.Count; row++)
        {
            const FileMarks asked = FileMarks.Image | FileMarks.Copy;
            if ((files.MarksOf(row) & asked) == FileMarks.Image && files.ProblemOf(row) == FileProblem.None)
            {
                rows.Add(row);
            }
        }

        Volatile.Write(ref progress.ImageCount, rows.Count);
        var (hashes, known, next) = (new ulong[rows.Count], new bool[rows.Count], -1);
        WorkerThreads.Run(threads, "dedup-images", () =>
        {
            int at;
            while ((at = Interlocked.Increment(ref next)) < rows.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (HashOf(rows[at]) is { } hash)
                {
                    (hashes[at], known[at]) = (hash, true);
                }

                Interlocked.Increment(ref progress.HashedImageCount);
            }
        }, () => progress.ImagesHashed);
        return Group(rows, hashes, known, exact, distance);
    }

    private NearGroups Group(List<int> rows, ulong[] hashes, bool[] known, GroupList exact, int distance)
    {
        // Equal hashes are one: a thousand blank pages are a thousand pairs with one of them, not half a million with each other.
        var order = Enumerable.Range(0, rows.Count).Where(at => known[at]).ToArray();
        Array.Sort(order, (a, b) => hashes[a] != hashes[b] ? hashes[a].CompareTo(hashes[b]) : a.CompareTo(b));
        var (unique, starts) = (new List<ulong>(), new List<int>());
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || hashes[order[i]] != hashes[order[i - 1]])
            {
                unique.Add(hashes[order[i]]);
                starts.Add(i);
            }
        }

        starts.Add(order.Length);
        var sets = new int[unique.Count];
        var nearest = new byte[unique.Count];
        for (var i = 0; i < sets.Length; i++)
        {
            sets[i] = i;
            nearest[i] = starts[i + 1] - starts[i] > 1 ? (byte)0 : byte.MaxValue;
        }

        var index = new NearHashes([.. unique], distance);
        for (var query = 0; query < sets.Length; query++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            index.Visit(query, (other, bits) =>
            {
                nearest[query] = Math.Min(nearest[query], (byte)bits);
                nearest[other] = Math.Min(nearest[other], (byte)bits);
                var (a, b) = (Find(sets, query), Find(sets, other));
                sets[Math.Max(a, b)] = Math.Min(a, b);
            });
        }

        return Collect(rows, order, starts, sets, nearest, exact);
    }

    private NearGroups Collect(List<int> rows, int[] order, List<int> starts, int[] sets, byte[] nearest, GroupList exact)
    {
        var copies = new Dictionary<int, int>(exact.Count);
        for (var group = 0; group < exact.Count; group++)
        {
            copies.Add(exact[group][0], group);
        }

        var distances = new Dictionary<int, byte>();
        var groups = new GroupList();
        foreach (var set in Enumerable.Range(0, sets.Length).GroupBy(place => Find(sets, place)))
        {
            var contents = set.SelectMany(place => Enumerable.Range(starts[place], starts[place + 1] - starts[place]).Select(i => (Row: rows[order[i]], Place: place))).ToList();
            if (contents.Count < 2)
            {
                continue;
            }

            contents.Sort((a, b) => folders.Compare(files, a.Row, b.Row));
            foreach (var (row, place) in contents)
            {
                distances.Add(row, nearest[place]);
            }

            groups.Add([.. contents.Select(content => content.Row)]);
        }

        return new NearGroups(GroupList.Merge([groups], (a, b) => folders.Compare(files, a, b)), distances, copies);
    }

    private ulong? HashOf(int row)
    {
        try
        {
            return ReadAll(row) is { } bytes ? PerceptualHash.Compute(ImageDecoder.Decode(bytes, PixelFormat.Gray8)) : null;
        }
        catch (ImageRejectedException rejected)
        {
            files.Fail(row, FileProblem.NotDecoded, (int)rejected.Reason);
            return null;
        }
    }

    private byte[]? ReadAll(int row)
    {
        var size = files.SizeOf(row);
        if (size > LongestImageBytes)
        {
            files.Fail(row, FileProblem.TooLargeToDecode);
            return null;
        }

        byte[] path = [.. folders[files.FolderOf(row)].Path, .. files.NameSpan(row), 0];
        int file;
        fixed (byte* name = path)
        {
            file = Libc.OpenFile(Libc.AtWorkingDirectory, name);
        }

        if (file < 0)
        {
            files.Fail(row, -file == Libc.NoEntry ? FileProblem.Changed : FileProblem.Unreadable, -file);
            return null;
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)size);
        int got;
        fixed (byte* start = bytes)
        {
            got = Libc.ReadFully(file, start, bytes.Length);
        }

        Libc.Close(file);
        if (got < bytes.Length)
        {
            files.Fail(row, got < 0 ? FileProblem.Unreadable : FileProblem.Changed, Math.Max(0, -got));
            return null;
        }

        return bytes;
    }

    private static int Find(int[] sets, int place)
    {
        while (sets[place] != place)
        {
            place = sets[place] = sets[sets[place]];
        }

        return place;
    }
}

/// <param name="Contents">The first file of each content; groups and members in the order of paths.</param>
/// <param name="Distances">From a content's first file to the nearest other content of its group, bits.</param>
/// <param name="Copies">From the first file of an exact group to the group's number.</param>
internal sealed record NearGroups(GroupList Contents, IReadOnlyDictionary<int, byte> Distances, IReadOnlyDictionary<int, int> Copies);
