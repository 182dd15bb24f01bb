namespace Dcai.Fingerprints.Duplicates;

/// <summary>What to look for, and where.</summary>
public sealed record DuplicateRequest
{
    /// <summary>At least one; each is listed under the name that it has here.</summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>A folder to hold the others against: what lies only in it is not reported. Null for none.</summary>
    public string? Against { get; init; }

    /// <summary>Bits in which perceptual hashes of near duplicates may differ, in [0, <see cref="DuplicateSearch.MostDistance"/>]; null looks for exact ones only.</summary>
    public int? NearDistance { get; init; }

    /// <summary>Trust a 128-bit hash where bytes would have to be read a second time to be compared.</summary>
    public bool Fast { get; init; }

    /// <summary>Reads in flight at most: a cold disk wants many. What is in memory is read by a thread per processor.</summary>
    public int Threads { get; init; } = 32;
}

/// <summary>Finds files of equal content, and pictures that look alike, below plain folders. Changes nothing, follows no links.</summary>
public static class DuplicateSearch
{
    /// <summary>Hashes of unrelated pictures differ in 32 of the 64 bits, give or take 4; more than this means nothing.</summary>
    public const int MostDistance = 16;

    private const int EmptySlot = -1;
    private const int GroupsAtATime = 16;

    /// <exception cref="ImageSourceException">A folder is missing or cannot be listed, or one lies in another.</exception>
    public static DuplicateReport Run(DuplicateRequest request, DuplicateProgress progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(progress);
        ArgumentOutOfRangeException.ThrowIfZero(request.Folders.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Threads, 1);
        if (request.NearDistance is { } wanted)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 0);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, MostDistance);
        }

        CheckApart([.. request.Folders, .. request.Against is { } against ? [against] : Array.Empty<string>()]);
        var (files, folders) = (new FileTable(), new FolderTable());
        var roots = request.Folders.Select(folder => folders.AddRoot(folder, isReference: false)).ToList();
        if (request.Against is not null)
        {
            roots.Add(folders.AddRoot(request.Against, isReference: true));
        }

        var scan = new FolderScan(files, folders, markImages: request.NearDistance is not null, progress, cancellationToken);
        scan.Run(roots, request.Threads);
        if (roots.Find(root => root.Error != 0) is { } unlisted)
        {
            throw new ImageSourceException($"the folder {PathText.Of(unlisted.Path)} cannot be read: {Libc.Describe(unlisted.Error)}");
        }

        folders.Rank();
        var crowded = new CrowdedSizes(files);
        crowded.ReadHeads(folders, request.Threads, progress, cancellationToken);
        var candidates = Candidates(files, crowded);
        var exact = Compare(files, folders, candidates, request, progress, cancellationToken);
        var near = request.NearDistance is { } distance
            ? new NearSearch(files, folders, progress, cancellationToken).Run(exact, distance, Environment.ProcessorCount)
            : null;
        return new DuplicateReport(request, files, folders, scan, exact, near);
    }

    private static void CheckApart(string[] given)
    {
        var real = given.Select(folder => Directory.Exists(folder)
            ? Libc.RealPath(folder) ?? throw new ImageSourceException($"the folder {folder} cannot be reached")
            : throw new ImageSourceException(File.Exists(folder) ? $"{folder} is a file, not a folder" : $"the folder {folder} does not exist")).ToArray();
        for (var i = 0; i < real.Length; i++)
        {
            for (var j = 0; j < real.Length; j++)
            {
                if (i != j && $"{real[j].TrimEnd('/')}/".StartsWith($"{real[i].TrimEnd('/')}/", StringComparison.Ordinal))
                {
                    throw new ImageSourceException(real[i] == real[j]
                        ? $"{given[i]} and {given[j]} are the same folder: name it once"
                        : $"{given[j]} lies in {given[i]}: name folders that lie beside each other");
                }
            }
        }
    }

    /// <summary>Chains files of equal size and equal key, each chain in the order of the rows.</summary>
    /// <returns>The first file of each chain of at least two, in the order of the rows, which is that of the folders: files that were read
    /// one after the other lie near each other for the system too.</returns>
    private static List<int> Candidates(FileTable files, CrowdedSizes crowded)
    {
        var table = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, Math.Min(files.Count * 1.4, 1 << 30)))];
        Array.Fill(table, EmptySlot);
        var mask = table.Length - 1;
        for (var row = files.Count - 1; row >= 0; row--)
        {
            ref var next = ref files.NextOf(row);
            next = EmptySlot;
            var size = files.SizeOf(row);
            if (size == 0 || files.ProblemOf(row) != FileProblem.None)
            {
                continue;
            }

            var key = crowded.KeyOf(row);
            var slot = (int)(((ulong)key >> 8) + ((ulong)size * 0x9E3779B97F4A7C15 >> 32)) & mask;
            while (table[slot] != EmptySlot && (files.SizeOf(table[slot]) != size || crowded.KeyOf(table[slot]) != key))
            {
                slot = (slot + 1) & mask;
            }

            next = table[slot];
            table[slot] = row;
        }

        var chains = new List<int>();
        foreach (var row in table)
        {
            if (row != EmptySlot && files.NextOf(row) != EmptySlot)
            {
                chains.Add(row);
            }
        }

        chains.Sort();
        return chains;
    }

    private static GroupList Compare(
        FileTable files, FolderTable folders, List<int> chains, DuplicateRequest request, DuplicateProgress progress, CancellationToken cancellationToken)
    {
        var bytes = 0L;
        foreach (var chain in chains)
        {
            for (var row = chain; row != EmptySlot; row = files.NextOf(row))
            {
                bytes += files.SizeOf(row);
            }
        }

        Volatile.Write(ref progress.CandidateBytes, bytes);
        var (lists, next) = (new List<GroupList>(), 0);
        WorkerThreads.Run(Math.Min(request.Threads, 1 + chains.Count / GroupsAtATime), "dedup-compare", () =>
        {
            using var comparison = new ContentComparison(files, folders, request.Fast, progress, cancellationToken);
            var rows = new List<int>();
            int from;
            while ((from = Interlocked.Add(ref next, GroupsAtATime) - GroupsAtATime) < chains.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var at = from; at < Math.Min(from + GroupsAtATime, chains.Count); at++)
                {
                    rows.Clear();
                    for (var row = chains[at]; row != EmptySlot; row = files.NextOf(row))
                    {
                        rows.Add(row);
                    }

                    comparison.Compare(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(rows));
                }
            }

            lock (lists)
            {
                lists.Add(comparison.Found);
            }
        }, () => progress.Readings);
        return GroupList.Merge(lists, (a, b) => folders.Compare(files, a, b));
    }
}
