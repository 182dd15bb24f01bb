using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Dcai.ObjectStorage;

/// <summary>Objects as files below one folder: the store of the embedded mode, durable and safe for several processes at once.</summary>
/// <remarks>
/// A write goes to a temporary file, is synced, gets its name by link(2) (create if absent) or rename(2) (replace), and the folder is synced:
/// whatever is cut between two steps leaves the old state or the new one, and at worst a temporary file that the next start sweeps away.
/// A key and another one below it (<c>a</c> and <c>a/b</c>) cannot both exist here.
/// </remarks>
public sealed class FileSystemObjectStore : IObjectStore, IDisposable
{
    /// <summary>A folder that writers of other processes may remove or replace while we create in it is tried this often.</summary>
    private const int MaxAttempts = 16;

    /// <summary>Kernels write names back on their own within seconds; after this time an object that another process linked needs no sync of ours.</summary>
    private static readonly TimeSpan WrittenBackAfter = TimeSpan.FromMinutes(1);

    private readonly Action<FileStep> afterStep;
    private readonly TemporaryFolder temporary;
    private readonly ConcurrentDictionary<string, bool> durableFolders = new(StringComparer.Ordinal);

    /// <summary>
    /// Concurrent syncs share a commit of the file system's journal, and more writers than this only queue there. One syncfs(2) for many objects
    /// gained nothing dependable where it was measured: it waits for what every other process has written to that disk, too.
    /// </summary>
    private readonly SemaphoreSlim writers = new(8);

    /// <summary>Opens the store, creating the folder if need be, and sweeps what writers that are gone left unfinished.</summary>
    /// <exception cref="ObjectStoreException">The folder cannot be created or written.</exception>
    public FileSystemObjectStore(string root)
        : this(root, _ => { })
    {
    }

    /// <param name="root">The folder.</param>
    /// <param name="afterStep">Called after each step of a write, so that a test can end the process between any two.</param>
    internal FileSystemObjectStore(string root, Action<FileStep> afterStep)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);
        this.afterStep = afterStep;
        Root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        try
        {
            Directory.CreateDirectory(Root);
            temporary = new TemporaryFolder(Path.Join(Root, ".tmp"), afterStep);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure("open the store", exception);
        }
    }

    public string Root { get; }

    public void Dispose()
    {
        temporary.Dispose();
        writers.Dispose();
    }

    public Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return WriteAsync(() => PutIfAbsent(key, content), cancellationToken);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return WriteAsync(() => Replace(key, temporary.Write(content.Span)), cancellationToken);
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        ObjectKeys.Validate(key);
        string written;
        try
        {
            written = await temporary.WriteAsync(content, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (exception is not ObjectStoreException)
        {
            throw Failure($"write {key}", exception);
        }

        await WriteAsync(() => Replace(key, written), CancellationToken.None).ConfigureAwait(false);
    }

    public Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return Task.Run(() => Read(key, PathOf(key), File.ReadAllBytes), cancellationToken);
    }

    public Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        return Task.Run(
            () =>
            {
                var file = Read(key, PathOf(key), path => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
                    ?? throw new ObjectNotFoundException(key);
                file.Seek(Math.Min(offset, file.Length), SeekOrigin.Begin);
                return length is null ? (Stream)file : new BoundedReadStream(file, length.Value);
            },
            cancellationToken);
    }

    public Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return Task.Run(() => Head(key, PathOf(key)), cancellationToken);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        foreach (var key in Walk(FolderOf(prefix), prefix, startAfter ?? string.Empty))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Head(key, PathOf(key)) is { } info)
            {
                yield return info;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public async IAsyncEnumerable<string> ListPrefixesAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        foreach (var entry in Entries(FolderOf(prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A folder whose objects were deleted, or whose first object never came to be, is no prefix of anything.
            if (entry.EndsWith('/') && entry.StartsWith(prefix, StringComparison.Ordinal) && Walk(entry, entry, string.Empty).Any())
            {
                yield return entry;
            }
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return Task.Run(
            () =>
            {
                var path = PathOf(key);
                try
                {
                    if (File.Exists(path))
                    {
                        File.Delete(path);
                        Sync(Path.GetDirectoryName(path)!);
                    }
                }
                catch (DirectoryNotFoundException)
                {
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    throw Failure($"delete {key}", exception);
                }
            },
            cancellationToken);
    }

    private PutResult PutIfAbsent(string key, ReadOnlyMemory<byte> content)
    {
        var path = PathOf(key);
        for (var attempt = 1; ; attempt++)
        {
            // Looking first spares the repeated put, the common case after a restart, all of the writing.
            if (Read(key, path, File.ReadAllBytes) is { } existing)
            {
                if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) < WrittenBackAfter)
                {
                    Sync(Path.GetDirectoryName(path)!);
                }

                return existing.AsSpan().SequenceEqual(content.Span) ? new PutResult(true, content, Found: true) : new PutResult(false, existing, Found: true);
            }

            var written = temporary.Write(content.Span);
            try
            {
                var error = Name(written, path, Posix.Link);
                if (error == 0)
                {
                    return new PutResult(true, content);
                }

                if (error == Posix.Exists && Directory.Exists(path))
                {
                    throw new ObjectStoreException($"The store cannot hold {key} as an object: it is a folder of other objects in {Root}.");
                }

                // Taken: read it back. Taken and deleted before it was read: try again.
                if (error != Posix.Exists || attempt == MaxAttempts)
                {
                    throw Failure($"write {key}", error);
                }
            }
            finally
            {
                File.Delete(written);
            }
        }
    }

    private bool Replace(string key, string written)
    {
        try
        {
            var error = Name(written, PathOf(key), Posix.Rename);
            return error == 0 ? true : throw Failure($"write {key}", error);
        }
        finally
        {
            File.Delete(written);
        }
    }

    private int Name(string written, string path, Func<string, string, int> give)
    {
        var folder = Path.GetDirectoryName(path)!;
        for (var attempt = 1; ; attempt++)
        {
            EnsureFolder(folder);
            var error = give(written, path);
            if (error == 0)
            {
                afterStep(FileStep.Named);
                Sync(folder);
                afterStep(FileStep.NameSynced);
                return 0;
            }

            if (error != Posix.NoEntry || attempt == MaxAttempts)
            {
                return error;
            }

            // Somebody tidied the folder away since we saw it.
            durableFolders.Clear();
        }
    }

    /// <summary>Creates the folder and makes its name durable; another process may have created it and died before syncing, so existing is not enough.</summary>
    private void EnsureFolder(string folder)
    {
        if (folder.Length <= Root.Length || durableFolders.ContainsKey(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder)!;
        EnsureFolder(parent);
        Directory.CreateDirectory(folder);
        afterStep(FileStep.FolderCreated);
        Sync(parent);
        if (durableFolders.Count > 10_000)
        {
            durableFolders.Clear();
        }

        durableFolders[folder] = true;
    }

    private void Sync(string folder)
    {
        var error = Posix.SyncDirectory(folder);
        if (error is not 0 and not Posix.NoEntry)
        {
            throw Failure($"sync {folder}", error);
        }
    }

    private async Task<T> WriteAsync<T>(Func<T> write, CancellationToken cancellationToken)
    {
        await writers.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(write, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException and not ObjectStoreException or UnauthorizedAccessException)
        {
            throw Failure("write", exception);
        }
        finally
        {
            writers.Release();
        }
    }

    private T? Read<T>(string key, string path, Func<string, T> read)
        where T : class
    {
        try
        {
            return read(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder of other objects answers "is a directory" or "access denied"; a file in the place of a parent "not a directory".
            return exception.HResult == Posix.NotDirectory || Directory.Exists(path) ? null : throw Failure($"read {key}", exception);
        }
    }

    private static ObjectInfo? Head(string key, string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new ObjectInfo(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    /// <summary>Depth first; a folder sorts as its name with the slash, which makes the walk ordinal over whole keys (<c>a.b</c> before <c>a/b</c> before <c>a0</c>).</summary>
    private IEnumerable<string> Walk(string folder, string prefix, string startAfter)
    {
        foreach (var entry in Entries(folder))
        {
            if (!entry.EndsWith('/'))
            {
                if (entry.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(entry, startAfter) > 0)
                {
                    yield return entry;
                }

                continue;
            }

            var mayHoldPrefix = entry.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(entry, StringComparison.Ordinal);
            var mayComeAfter = string.CompareOrdinal(entry, startAfter) > 0 || startAfter.StartsWith(entry, StringComparison.Ordinal);
            if (mayHoldPrefix && mayComeAfter)
            {
                foreach (var key in Walk(entry, prefix, startAfter))
                {
                    yield return key;
                }
            }
        }
    }

    /// <summary>Keys, and beginnings of keys with their slash, directly within a folder ("" or ending in a slash); sorted.</summary>
    private List<string> Entries(string folder)
    {
        var entries = new List<string>();
        try
        {
            foreach (var entry in new DirectoryInfo(Path.Join(Root, folder)).EnumerateFileSystemInfos())
            {
                if (entry.Name[0] != '.')
                {
                    entries.Add(folder + entry.Name + (entry is DirectoryInfo ? "/" : string.Empty));
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure($"list {folder}", exception);
        }

        entries.Sort(StringComparer.Ordinal);
        return entries;
    }

    private static string FolderOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];

    private string PathOf(string key) => Path.Join(Root, key);

    private ObjectStoreException Failure(string action, int error) => Failure(action, new IOException(Posix.Describe(error), error));

    private ObjectStoreException Failure(string action, Exception cause) => cause switch
    {
        ObjectStoreException already => already,
        { HResult: Posix.NoSpace or Posix.QuotaExceeded } =>
            new ObjectStoreException($"The store's disk is full: {Root}; free some space and run the same command again.", cause),
        { HResult: Posix.FileTooBig } =>
            new ObjectStoreException($"The store may not write files this big in {Root}; raise the limit (ulimit -f) and run the same command again.", cause),
        UnauthorizedAccessException or { HResult: Posix.AccessDenied or Posix.ReadOnlyFileSystem } =>
            new ObjectStoreException($"The store's folder is not writable: {Root}; give this user access to it and run the same command again.", cause),
        _ => new ObjectStoreException($"The store in {Root} could not {action}: {cause.Message}", cause),
    };
}

/// <summary>The steps of a write, in their order.</summary>
internal enum FileStep
{
    TemporaryCreated,
    TemporaryWritten,
    TemporarySynced,
    FolderCreated,
    Named,
    NameSynced,
}
