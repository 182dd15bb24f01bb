using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Dcai.ObjectStorage;

/// <summary>The calls of libc that .NET does not offer. Numbers are those of Linux on x86-64 and arm64 alike.</summary>
internal static partial class Posix
{
    public const int NoEntry = 2;
    public const int WouldBlock = 11;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int NoSpace = 28;
    public const int ReadOnlyFileSystem = 30;
    public const int AccessDenied = 13;
    public const int FileTooBig = 27;
    public const int QuotaExceeded = 122;

    private const int Interrupted = 4;
    private const int InvalidArgument = 22;
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int OwnerWritesAllRead = 0x1A4;
    private const int CloseOnExec = 0x80000;
    private const int LockExclusiveNonBlocking = 2 | 4;

    /// <summary>link(2): atomic, and refuses a name that is taken.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Link(string existing, string added) => NativeLink(existing, added) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>rename(2): atomic, and replaces what has the name.</summary>
    /// <returns>0 or the error number.</returns>
    public static int Rename(string from, string to) => NativeRename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>Makes the names in a directory survive a power failure.</summary>
    /// <returns>0 or the error number.</returns>
    public static int SyncDirectory(string directory)
    {
        var descriptor = NativeOpen(directory, CloseOnExec);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        while (NativeSync(descriptor) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == Interrupted)
            {
                continue;
            }

            // Some network file systems have no directory sync and answer EINVAL; their metadata is synchronous.
            return error == InvalidArgument ? 0 : error;
        }

        return 0;
    }

    /// <summary>Opens or creates a file to lock. .NET's own opening takes a shared flock, which fails where another process holds an exclusive one.</summary>
    /// <exception cref="IOException">It cannot be opened; the HResult is the error number.</exception>
    public static SafeFileHandle OpenLockFile(string path)
    {
        var descriptor = NativeCreate(path, ReadWrite | Create | CloseOnExec, OwnerWritesAllRead);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : Marshal.GetLastPInvokeError() is var error && error == NoEntry
                ? throw new DirectoryNotFoundException($"{path}: {Describe(error)}")
                : throw new IOException($"{path}: {Describe(error)}", error);
    }

    /// <summary>flock(2), exclusive, without waiting. The kernel lets go of it when the process ends, however it ends.</summary>
    /// <returns>Whether the lock is now held through this handle.</returns>
    public static bool TryLock(SafeFileHandle file)
    {
        while (NativeLock(file, LockExclusiveNonBlocking) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return error == WouldBlock ? false : throw new IOException($"flock failed: {Describe(error)}.", error);
            }
        }

        return true;
    }

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeLink(string existing, string added);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeRename(string from, string to);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeOpen(string path, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeCreate(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int NativeSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int NativeLock(SafeFileHandle file, int operation);
}
