using Microsoft.Win32.SafeHandles;

namespace Dcai.ObjectStorage;

/// <summary>
/// Where one open store writes before a file gets its name: a folder of its own below <c>.tmp</c>, locked while its owner lives. The lock, not a
/// process id, says whether the owner is gone: it holds across containers that share the disk, and no id is ever reused.
/// </summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string LockName = "lock";

    private readonly Action<FileStep> afterStep;
    private readonly string folder;
    private readonly SafeFileHandle lockFile;
    private long count;

    public TemporaryFolder(string parent, Action<FileStep> afterStep)
    {
        this.afterStep = afterStep;
        Directory.CreateDirectory(parent);
        Sweep(parent);
        (folder, lockFile) = Claim(parent);
    }

    /// <summary>A synced file with this content; the caller removes it.</summary>
    public string Write(ReadOnlySpan<byte> content)
    {
        var path = Next();
        var complete = false;
        try
        {
            using var file = Create(path);
            afterStep(FileStep.TemporaryCreated);
            RandomAccess.Write(file, content, 0);
            afterStep(FileStep.TemporaryWritten);
            RandomAccess.FlushToDisk(file);
            afterStep(FileStep.TemporarySynced);
            complete = true;
            return path;
        }
        finally
        {
            if (!complete)
            {
                File.Delete(path);
            }
        }
    }

    /// <inheritdoc cref="Write"/>
    public async Task<string> WriteAsync(Stream content, CancellationToken cancellationToken)
    {
        var path = Next();
        var complete = false;
        try
        {
            using var handle = Create(path);
            using var file = new FileStream(handle, FileAccess.Write, bufferSize: 0);
            await content.CopyToAsync(file, 1 << 18, cancellationToken).ConfigureAwait(false);
            RandomAccess.FlushToDisk(handle);
            complete = true;
            return path;
        }
        finally
        {
            if (!complete)
            {
                File.Delete(path);
            }
        }
    }

    public void Dispose()
    {
        if (!lockFile.IsClosed)
        {
            Directory.Delete(folder, recursive: true);
            lockFile.Dispose();
        }
    }

    private string Next() => Path.Join(folder, Interlocked.Increment(ref count).ToString("D", null));

    private static SafeFileHandle Create(string path) =>
        File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private static (string Folder, SafeFileHandle Lock) Claim(string parent)
    {
        while (true)
        {
            var folder = Path.Join(parent, Guid.NewGuid().ToString("N"));
            try
            {
                Directory.CreateDirectory(folder);
                var path = Path.Join(folder, LockName);
                var file = Posix.OpenLockFile(path);

                // Between creating and locking it, another process's sweep may have taken it for an abandoned one.
                if (Posix.TryLock(file) && File.Exists(path))
                {
                    return (folder, file);
                }

                file.Dispose();
            }
            catch (DirectoryNotFoundException)
            {
            }
        }
    }

    private static void Sweep(string parent)
    {
        foreach (var folder in Directory.EnumerateDirectories(parent))
        {
            try
            {
                using var file = Posix.OpenLockFile(Path.Join(folder, LockName));
                if (Posix.TryLock(file))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (IOException)
            {
                // Another process sweeps the same folder at the same time; what is left over goes at the next start.
            }
        }
    }
}
