using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dcai.ObjectStorage;

/// <summary>Keeps a second process from running embedded on the same data folder. The kernel lets go of it when the holder ends, however it ends.</summary>
public sealed class DataDirectoryLock : IDisposable
{
    private const string LockName = ".lock";

    private readonly SafeFileHandle file;

    private DataDirectoryLock(SafeFileHandle file) => this.file = file;

    /// <summary>Takes the lock, creating the folder if need be.</summary>
    /// <exception cref="ObjectStoreException">Another process holds it (the message names its pid), or the folder is not writable.</exception>
    public static DataDirectoryLock Acquire(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var folder = Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(folder);
            var file = Posix.OpenLockFile(Path.Join(folder, LockName));
            if (!Posix.TryLock(file))
            {
                using (file)
                {
                    throw new ObjectStoreException(
                        $"The data folder {folder} is in use by process {Holder(file)}; stop it first, or choose another folder.");
                }
            }

            // The file stays when the lock is let go: removing it would let two processes lock two files of the same name.
            var holder = Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            RandomAccess.SetLength(file, 0);
            RandomAccess.Write(file, holder, 0);
            return new DataDirectoryLock(file);
        }
        catch (Exception exception) when (exception is IOException and not ObjectStoreException or UnauthorizedAccessException)
        {
            throw new ObjectStoreException($"The data folder {folder} cannot be used: {exception.Message}", exception);
        }
    }

    public void Dispose() => file.Dispose();

    private static string Holder(SafeFileHandle file)
    {
        Span<byte> buffer = stackalloc byte[16];
        var read = RandomAccess.Read(file, buffer, 0);
        return read > 0 ? Encoding.ASCII.GetString(buffer[..read]) : "unknown (it is just starting)";
    }
}
