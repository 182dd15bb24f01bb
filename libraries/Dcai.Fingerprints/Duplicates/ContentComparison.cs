using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Finds out which files of equal size, and equal beginning where that was read, are equal. Files of a group are read side by side, each once, and only for as
/// long as another agrees with it. Each thread has one of its own.</summary>
/// <param name="files">What the scan found.</param>
/// <param name="folders">Ranked.</param>
/// <param name="fast">Trust the 128-bit hash of a file that fits into the first read, and of whole files in large groups.</param>
/// <param name="progress">Where bytes are counted.</param>
/// <param name="cancellationToken">Checked at each piece that is read.</param>
internal sealed unsafe class ContentComparison(
    FileTable files, FolderTable folders, bool fast, DuplicateProgress progress, CancellationToken cancellationToken) : IDisposable
{
    /// <summary>Files that are open at a time; 32 threads stay far below the 1024 descriptors that a process may have by default.</summary>
    public const int SideBySide = 16;

    private const int BufferBytes = 512 * 1024;
    private const int LongestPiece = 128 * 1024;
    private const int Alone = -1;
    private const int Later = -2;

    /// <summary>Contents of small files that are in the buffer at a time; one more place is for the file that is read.</summary>
    private const int MostContents = BufferBytes / HeadReader.HeadBytes - 1;

    private readonly byte* _buffer = (byte*)NativeMemory.Alloc(BufferBytes);
    private readonly Contender[] _open = new Contender[SideBySide];
    private readonly Comparison<int> _byPath = (a, b) => folders.Compare(files, a, b);
    private byte[] _path = new byte[512];
    private long _uncounted;
    private int _readings;

    /// <summary>What was found: groups of equal files with at least two names, sorted by path, hard links and copies marked.</summary>
    public GroupList Found { get; } = new();

    public void Dispose() => NativeMemory.Free(_buffer);

    /// <param name="rows">At least two, with the same size; more than <see cref="SideBySide"/> also with the same hash of the beginning, as do small ones.</param>
    public void Compare(ReadOnlySpan<int> rows)
    {
        var size = files.SizeOf(rows[0]);
        _uncounted = size * rows.Length;
        Decide(rows, size);

        // Files that differ early are not read to their end.
        Count(_uncounted);
    }

    private void Decide(ReadOnlySpan<int> rows, long size)
    {
        if (size < HeadReader.HeadBytes)
        {
            CompareWhole(rows, (int)size);
            return;
        }

        if (rows.Length <= SideBySide)
        {
            Refine(rows, size);
            return;
        }

        var known = Distinguish(rows, size);
        if (known.Count == 0)
        {
            return;
        }

        if (size <= HeadReader.HeadBytes)
        {
            InBatches(known, size);
        }
        else
        {
            foreach (var sameTail in Split(known, size, tailOnly: true))
            {
                foreach (var same in sameTail.Count <= SideBySide ? [sameTail] : Split(sameTail, size, tailOnly: false))
                {
                    if (fast && same.Count > SideBySide)
                    {
                        Accept(same);
                    }
                    else
                    {
                        InBatches(same, size);
                    }
                }
            }
        }
    }

    /// <summary>Files that come with one read each: one after the other, held against the contents that were met before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CompareWhole(ReadOnlySpan<int> rows, int size)
    {
        if (fast)
        {
            Accept([.. rows], size);
            return;
        }

        var classes = rows.Length <= SideBySide ? stackalloc int[SideBySide] : new int[rows.Length];
        classes = classes[..rows.Length];
        classes.Fill(Later);
        for (bool again = true; again;)
        {
            again = false;
            var contents = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                if (classes[i] != Later)
                {
                    continue;
                }

                var mine = _buffer + contents * HeadReader.HeadBytes;
                if (!ReadWhole(rows[i], mine, size))
                {
                    classes[i] = Alone;
                    continue;
                }

                var content = 0;
                while (content < contents
                    && !new ReadOnlySpan<byte>(mine, size).SequenceEqual(new ReadOnlySpan<byte>(_buffer + content * HeadReader.HeadBytes, size)))
                {
                    content++;
                }

                if (content == MostContents)
                {
                    again = true;
                    continue;
                }

                classes[i] = content;
                contents = Math.Max(contents, content + 1);
            }

            for (var content = 0; content < contents; content++)
            {
                var same = new List<int>(rows.Length);
                for (var i = 0; i < rows.Length; i++)
                {
                    if (classes[i] == content)
                    {
                        same.Add(rows[i]);
                        classes[i] = Alone;
                    }
                }

                Accept(same, size);
            }
        }
    }

    /// <returns>Whether it still has this size.</returns>
    private bool ReadWhole(int row, byte* buffer, int size)
    {
        var file = Open(row);
        var got = file;
        if (file >= 0)
        {
            got = Libc.Read(file, buffer, HeadReader.HeadBytes);
            Libc.Close(file);
            _readings++;
        }

        if (file >= 0 && got == size)
        {
            return true;
        }

        Reject(row, got);
        return false;
    }

    /// <summary>Small files that are equal. Which of them are one file is asked only where the numbers in the listing suggest it.</summary>
    private void Accept(List<int> same, int size)
    {
        if (same.Count < 2)
        {
            return;
        }

        var rows = CollectionsMarshal.AsSpan(same);
        if (HasLinks(rows))
        {
            Accept(Distinguish(rows, size));
            return;
        }

        rows.Sort(_byPath);
        for (var i = 1; i < rows.Length; i++)
        {
            files.MarksOf(rows[i]) |= FileMarks.Copy;
        }

        Found.Add(rows);
    }

    private bool HasLinks(ReadOnlySpan<int> rows)
    {
        var numbers = rows.Length <= SideBySide ? stackalloc uint[SideBySide] : new uint[rows.Length];
        numbers = numbers[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            numbers[i] = files.LinkOf(rows[i]);
        }

        numbers.Sort();
        for (var i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] == numbers[i - 1])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Which names are of one file, by device and inode.</summary>
    private List<Contender> Distinguish(ReadOnlySpan<int> rows, long size)
    {
        var known = new List<Contender>(rows.Length);
        foreach (var row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int answer;
            FileStatus status;
            fixed (byte* path = folders.PathOf(files, row, ref _path))
            {
                answer = Libc.Status(Libc.AtWorkingDirectory, path, out status);
            }

            if (answer < 0 || status.Kind != Libc.EntryFile || status.SizeBytes != size)
            {
                Reject(row, answer);
                continue;
            }

            known.Add(new Contender { Row = row, Status = status });
        }

        return known;
    }

    /// <summary>Compares a group of any size: the first with some others at a time, then what differed from it among itself.</summary>
    private void InBatches(List<Contender> group, long size)
    {
        while (group.Count > 1)
        {
            var (equal, different) = (new List<Contender> { group[0] }, new List<Contender>());
            var names = new NameSet(group);
            var representatives = names.Representatives;
            for (var at = 1; at < representatives.Count;)
            {
                var count = Math.Min(SideBySide - 1, representatives.Count - at);
                _open[0] = representatives[0];
                for (var i = 0; i < count; i++)
                {
                    _open[i + 1] = representatives[at + i];
                }

                ReadSideBySide(count + 1, size, mustOpen: true);
                for (var i = 1; i <= count; i++)
                {
                    if (_open[i].Class == Alone || _open[0].Class == Alone || _open[i].Class != _open[0].Class)
                    {
                        if (files.ProblemOf(_open[i].Row) == FileProblem.None)
                        {
                            different.Add(_open[i]);
                        }
                    }
                    else
                    {
                        equal.Add(_open[i]);
                    }
                }

                at += count;
            }

            Accept([.. equal.SelectMany(names.Of)]);
            group = [.. different.SelectMany(names.Of)];
        }
    }

    /// <summary>Groups that agree in the hash of their last 4 KiB, or of all bytes; those that agree with none are gone.</summary>
    private IEnumerable<List<Contender>> Split(List<Contender> group, long size, bool tailOnly)
    {
        var names = new NameSet(group);
        var hashed = new List<(UInt128 Hash, Contender Contender)>(names.Representatives.Count);
        foreach (var contender in names.Representatives)
        {
            if (HashOf(contender.Row, tailOnly ? Math.Max(0, size - HeadReader.HeadBytes) : 0, size) is { } hash)
            {
                hashed.Add((hash, contender));
            }
        }

        return [.. hashed.GroupBy(pair => pair.Hash, pair => pair.Contender)
            .Select(same => same.SelectMany(names.Of).ToList())
            .Where(same => same.Count > 1)];
    }

    private UInt128? HashOf(int row, long from, long size)
    {
        var file = Open(row);
        if (file < 0)
        {
            Reject(row, file);
            return null;
        }

        try
        {
            var hash = default(ContentHash);
            for (var at = from; at < size;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var piece = (int)Math.Min(BufferBytes, size - at);
                var got = Libc.ReadAt(file, _buffer, piece, at);
                _readings++;
                if (got < piece)
                {
                    Reject(row, got);
                    return null;
                }

                hash.Append(new ReadOnlySpan<byte>(_buffer, piece));
                at += piece;
                Count(piece);
            }

            return hash.Value();
        }
        finally
        {
            Libc.Close(file);
        }
    }

    /// <summary>A group that is small enough to be read side by side.</summary>
    private void Refine(ReadOnlySpan<int> rows, long size)
    {
        var opened = 0;
        List<Contender>? links = null;
        foreach (var row in rows)
        {
            var file = Open(row);
            FileStatus status = default;
            var answer = file < 0 ? file : Libc.Status(file, out status);
            if (answer < 0 || status.Kind != Libc.EntryFile || status.SizeBytes != size)
            {
                if (file >= 0)
                {
                    Libc.Close(file);
                }

                Reject(row, answer);
                continue;
            }

            var contender = new Contender { Row = row, File = file, Status = status };
            if (IndexOfFile(opened, status) >= 0)
            {
                Libc.Close(file);
                (links ??= []).Add(contender);
            }
            else
            {
                _open[opened++] = contender;
            }
        }

        ReadSideBySide(opened, size, mustOpen: false);
        for (var i = 0; i < opened; i++)
        {
            var number = _open[i].Class;
            if (files.ProblemOf(_open[i].Row) != FileProblem.None || IsSeen(i, number))
            {
                continue;
            }

            var same = new List<Contender>();
            for (var j = i; j < opened; j++)
            {
                if (j == i || (number != Alone && _open[j].Class == number))
                {
                    same.Add(_open[j]);
                    if (links is not null)
                    {
                        same.AddRange(links.Where(link => SameFile(link.Status, _open[j].Status)));
                    }
                }
            }

            Accept(same);
        }

        bool IsSeen(int index, int number)
        {
            for (var earlier = 0; number != Alone && earlier < index; earlier++)
            {
                if (_open[earlier].Class == number)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Gives those of the first <paramref name="count"/> open files that are equal the same class, and closes all of them.</summary>
    private void ReadSideBySide(int count, long size, bool mustOpen)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                _open[i].Class = count > 1 ? 0 : Alone;
                if (mustOpen && (_open[i].File = Open(_open[i].Row)) < 0)
                {
                    Reject(_open[i].Row, _open[i].File);
                    _open[i].Class = Alone;
                }
            }

            var classes = 1;
            if (count > 1)
            {
                // Files that agree in their beginning and differ later mostly differ at their end: formats keep tables there.
                var tail = Math.Max(0, size - HeadReader.HeadBytes);
                var front = tail > HeadReader.HeadBytes ? tail : size;
                var live = tail <= HeadReader.HeadBytes || Piece(count, tail, (int)(size - tail), ref classes);
                for (long at = 0; live && at < front;)
                {
                    var piece = (int)Math.Min(Math.Min(LongestPiece, BufferBytes / count), front - at);
                    live = Piece(count, at, piece, ref classes);
                    at += piece;
                }
            }

            CheckUnchanged(count, size);
        }
        finally
        {
            for (var i = 0; i < count; i++)
            {
                if (_open[i].File >= 0)
                {
                    Libc.Close(_open[i].File);
                }
            }
        }
    }

    /// <summary>Reads one piece of each file that is not alone, and parts those that differ in it.</summary>
    /// <returns>Whether any two still agree.</returns>
    private bool Piece(int count, long offset, int length, ref int classes)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var (live, before) = (false, classes);
        var stride = BufferBytes / count;
        Span<int> leaders = stackalloc int[SideBySide];
        Span<int> parents = stackalloc int[SideBySide];
        var leaderCount = 0;
        for (var i = 0; i < count; i++)
        {
            if (_open[i].Class == Alone)
            {
                continue;
            }

            var mine = _buffer + i * stride;
            var got = Libc.ReadAt(_open[i].File, mine, length, offset);
            _readings++;
            if (got < length)
            {
                Reject(_open[i].Row, got);
                _open[i].Class = Alone;
                continue;
            }

            var parent = _open[i].Class;
            var found = false;
            for (var k = 0; k < leaderCount && !found; k++)
            {
                var leader = leaders[k];
                if (parents[k] == parent
                    && new ReadOnlySpan<byte>(mine, length).SequenceEqual(new ReadOnlySpan<byte>(_buffer + leader * stride, length)))
                {
                    _open[i].Class = _open[leader].Class;
                    found = true;
                    live = true;
                }
            }

            if (!found)
            {
                // The first of a class keeps its number.
                var first = !parents[..leaderCount].Contains(parent);
                (leaders[leaderCount], parents[leaderCount]) = (i, parent);
                leaderCount++;
                if (!first)
                {
                    _open[i].Class = classes++;
                }
            }
        }

        Count((long)length * count);

        if (classes != before || !live)
        {
            Part(count);
        }

        return live;
    }

    /// <summary>Who agrees with nobody is not read any further.</summary>
    private void Part(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var lonely = true;
            for (var j = 0; j < count && lonely; j++)
            {
                lonely = j == i || _open[j].Class != _open[i].Class;
            }

            if (lonely)
            {
                _open[i].Class = Alone;
            }
        }
    }

    private void CheckUnchanged(int count, long size)
    {
        for (var i = 0; i < count; i++)
        {
            // What came with one read cannot have changed in between.
            if (_open[i].Class != Alone && size > HeadReader.HeadBytes
                && (Libc.Status(_open[i].File, out var now) < 0 || now.SizeBytes != size || now.ModifiedNanoseconds != _open[i].Status.ModifiedNanoseconds))
            {
                files.Fail(_open[i].Row, FileProblem.Changed);
                _open[i].Class = Alone;
            }
        }
    }

    /// <summary>These are equal: sorts them by path, and marks hard links and copies.</summary>
    private void Accept(List<Contender> same)
    {
        if (same.Count < 2)
        {
            return;
        }

        same.Sort((a, b) => folders.Compare(files, a.Row, b.Row));
        var seen = same.Count > SideBySide ? new HashSet<(ulong, ulong)>() : null;
        for (var i = 0; i < same.Count; i++)
        {
            var status = same[i].Status;
            var known = seen is not null ? !seen.Add((status.Device, status.Inode)) : same.FindIndex(other => SameFile(other.Status, status)) < i;
            files.MarksOf(same[i].Row) |= (i > 0 ? FileMarks.Copy : FileMarks.None) | (known ? FileMarks.HardLink : FileMarks.None);
        }

        Found.Add([.. same.Select(contender => contender.Row)]);
    }

    private void Count(long bytes)
    {
        var counted = Math.Min(bytes, _uncounted);
        _uncounted -= counted;
        Interlocked.Add(ref progress.ComparedBytes, counted);
        Interlocked.Add(ref progress.ReadingCount, _readings);
        _readings = 0;
    }

    private int IndexOfFile(int opened, FileStatus status)
    {
        for (var i = 0; i < opened; i++)
        {
            if (SameFile(_open[i].Status, status))
            {
                return i;
            }
        }

        return -1;
    }

    private int Open(int row)
    {
        fixed (byte* path = folders.PathOf(files, row, ref _path))
        {
            return Libc.OpenFile(Libc.AtWorkingDirectory, path);
        }
    }

    private void Reject(int row, int answer)
    {
        var gone = answer >= 0 || -answer == Libc.NoEntry;
        files.Fail(row, gone ? FileProblem.Changed : FileProblem.Unreadable, gone ? 0 : -answer);
    }

    private static bool SameFile(FileStatus a, FileStatus b) => a.Inode == b.Inode && a.Device == b.Device;

    private struct Contender
    {
        public int Row;
        public int File;
        public int Class;
        public FileStatus Status;
    }

    /// <summary>The files of a group, and the names of each.</summary>
    private sealed class NameSet
    {
        private readonly Dictionary<(ulong, ulong), List<Contender>> _names = [];

        public NameSet(List<Contender> group)
        {
            foreach (var contender in group)
            {
                var key = (contender.Status.Device, contender.Status.Inode);
                if (!_names.TryGetValue(key, out var names))
                {
                    _names.Add(key, names = []);
                    Representatives.Add(contender);
                }

                names.Add(contender);
            }
        }

        public List<Contender> Representatives { get; } = [];

        public List<Contender> Of(Contender representative) => _names[(representative.Status.Device, representative.Status.Inode)];
    }
}
