using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Lists folders and reads the beginning of each file; where files are larger than that, it asks for their sizes only. Many threads do so at once, for a cold disk wants many
/// reads in flight.</summary>
/// <param name="files">Where they are noted.</param>
/// <param name="folders">Where the folders are noted.</param>
/// <param name="markImages">Mark what begins like a picture.</param>
/// <param name="progress">Where files are counted.</param>
/// <param name="cancellationToken">Checked at each batch of files.</param>
internal sealed unsafe class FolderScan(
    FileTable files, FolderTable folders, bool markImages, DuplicateProgress progress, CancellationToken cancellationToken)
{
    private const int EntryBytes = 64 * 1024;
    private const int BatchFiles = 256;
    private const int EntryNameAt = 19;
    private const int EntryTypeAt = 18;
    private const int EntryLengthAt = 16;

    private readonly object _lock = new();
    private readonly Stack<Folder> _waiting = new();
    private readonly Stack<Batch> _batches = new();
    private int _working;
    private bool _failed;
    private long _hidden;
    private long _links;
    private long _special;

    /// <summary>Files and folders whose names begin with a dot.</summary>
    public long Hidden => _hidden;

    /// <summary>Symbolic links; they are not followed, so that a loop cannot be.</summary>
    public long Links => _links;

    /// <summary>Pipes, sockets and devices.</summary>
    public long Special => _special;

    /// <param name="roots">Folders that were given; a link is followed there.</param>
    /// <param name="threads">Reads in flight.</param>
    public void Run(IEnumerable<Folder> roots, int threads)
    {
        foreach (var root in roots)
        {
            _waiting.Push(root);
        }

        WorkerThreads.Run(threads, "dedup-read", Work, () => progress.FilesRead);
    }

    private void Work()
    {
        var entries = (byte*)NativeMemory.Alloc(EntryBytes);
        using var heads = new HeadReader(files, markImages);
        var listing = new Listing();
        try
        {
            while (Next(out var batch, out var folder))
            {
                if (folder is not null)
                {
                    List(folder, entries, listing, heads);
                }
                else
                {
                    Read(batch, heads);
                    batch.Folder.Release();
                }

                Finish();
            }
        }
        catch
        {
            lock (_lock)
            {
                _failed = true;
                Monitor.PulseAll(_lock);
            }

            throw;
        }
        finally
        {
            NativeMemory.Free(entries);
        }
    }

    /// <summary>Files first, so that few folders are open at a time.</summary>
    private bool Next(out Batch batch, out Folder? folder)
    {
        lock (_lock)
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                (batch, folder) = (default, null);
                if (_failed)
                {
                    return false;
                }

                if (_batches.TryPop(out batch) || _waiting.TryPop(out folder))
                {
                    _working++;
                    return true;
                }

                if (_working == 0)
                {
                    return false;
                }

                Monitor.Wait(_lock);
            }
        }
    }

    private void Finish()
    {
        lock (_lock)
        {
            if (--_working == 0 && _batches.Count == 0 && _waiting.Count == 0)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    private void List(Folder folder, byte* entries, Listing listing, HeadReader heads)
    {
        int descriptor;
        fixed (byte* path = Terminated(folder.Path))
        {
            descriptor = Libc.OpenFolder(path, followLink: folder.Depth == 0);
        }

        if (descriptor < 0)
        {
            folder.Error = -descriptor;
            return;
        }

        var open = new OpenFolder(descriptor);
        try
        {
            listing.Clear();
            int got;
            while ((got = Libc.ReadEntries(descriptor, entries, EntryBytes)) > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var at = 0; at < got;)
                {
                    Note(folder, descriptor, entries + at, listing);
                    at += *(ushort*)(entries + at + EntryLengthAt);
                }
            }

            if (got < 0)
            {
                folder.Error = -got;
            }

            var count = listing.Lengths.Count;
            if (count > 0)
            {
                var first = files.Append(CollectionsMarshal.AsSpan(listing.Names), CollectionsMarshal.AsSpan(listing.Lengths), CollectionsMarshal.AsSpan(listing.Links), folder.Index);
                Interlocked.Add(ref progress.ListedCount, count);
                Share(open, first, count);
                Read(new Batch(open, first, Math.Min(count, BatchFiles)), heads);
            }
        }
        finally
        {
            open.Release();
        }
    }

    private void Note(Folder folder, int descriptor, byte* entry, Listing listing)
    {
        var name = entry + EntryNameAt;
        var type = entry[EntryTypeAt];
        var bytes = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (bytes[0] == (byte)'.')
        {
            if (bytes is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
            {
                Interlocked.Increment(ref _hidden);
            }

            return;
        }

        if (type == Libc.EntryUnknown && Libc.Status(descriptor, name, out var status) == 0)
        {
            type = status.Kind;
        }

        switch (type)
        {
            case Libc.EntryFile:
                listing.Names.AddRange(bytes);
                listing.Names.Add(0);
                listing.Lengths.Add((byte)bytes.Length);
                listing.Links.Add(Fold(*(ulong*)entry));
                break;
            case Libc.EntryFolder:
                var child = folders.AddChild(folder, bytes);
                lock (_lock)
                {
                    _waiting.Push(child);
                    Monitor.Pulse(_lock);
                }

                break;
            case Libc.EntryLink:
                Interlocked.Increment(ref _links);
                break;
            default:
                Interlocked.Increment(ref _special);
                break;
        }
    }

    /// <summary>All but the first batch, which the lister itself reads, goes to whoever is free.</summary>
    private void Share(OpenFolder open, int first, int count)
    {
        if (count <= BatchFiles)
        {
            return;
        }

        lock (_lock)
        {
            // The last is pushed first: the stack hands them out in the order of the folder.
            for (var at = (count - 1) / BatchFiles * BatchFiles; at > 0; at -= BatchFiles)
            {
                open.Retain();
                _batches.Push(new Batch(open, first + at, Math.Min(BatchFiles, count - at)));
            }

            Monitor.PulseAll(_lock);
        }
    }

    private void Read(Batch batch, HeadReader heads)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var isLarge = false;
        for (var row = batch.First; row < batch.First + batch.Count; row++)
        {
            // Beside a large file mostly lies another.
            if (!isLarge || !heads.Measure(batch.Folder.Descriptor, row))
            {
                isLarge = heads.Read(batch.Folder.Descriptor, files.NameOf(row), row);
            }
        }

        Interlocked.Add(ref progress.ReadCount, batch.Count);
    }

    private static uint Fold(ulong inode) => (uint)(inode * 0x9E3779B97F4A7C15 >> 32);

    private static byte[] Terminated(byte[] path) => [.. path, 0];

    private readonly record struct Batch(OpenFolder Folder, int First, int Count);

    /// <summary>A descriptor that is closed when the last batch of its files was read.</summary>
    private sealed class OpenFolder(int descriptor)
    {
        private int _users = 1;

        public int Descriptor { get; } = descriptor;

        public void Retain() => Interlocked.Increment(ref _users);

        public void Release()
        {
            if (Interlocked.Decrement(ref _users) == 0)
            {
                Libc.Close(Descriptor);
            }
        }
    }

    private sealed class Listing
    {
        public List<byte> Names { get; } = [];

        public List<byte> Lengths { get; } = [];

        public List<uint> Links { get; } = [];

        public void Clear()
        {
            Names.Clear();
            Lengths.Clear();
            Links.Clear();
        }
    }
}
