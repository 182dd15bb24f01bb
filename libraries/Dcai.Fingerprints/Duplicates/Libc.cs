using System.Runtime.InteropServices;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>The calls of Linux that read a million small files: no stream, no handle object, names as bytes.</summary>
internal static unsafe partial class Libc
{
    public const int NoEntry = 2;
    public const int AtWorkingDirectory = -100;
    public const byte EntryUnknown = 0;
    public const byte EntryFolder = 4;
    public const byte EntryFile = 8;
    public const byte EntryLink = 10;

    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicFields = 0x7FF;
    private const int TypeMask = 0xF000;
    private const int TypeFolder = 0x4000;
    private const int TypeFile = 0x8000;
    private const int TypeLink = 0xA000;
    private const int OwnerMayRead = 0x100;
    private const int NonOwnersMayRead = 0x24;
    private const int LongestPath = 4096;

    // Of x86-64 only.
    private const nint ReadNumber = 0;
    private const nint CloseNumber = 3;
    private const nint OpenAtNumber = 257;

    private static readonly uint User = NativeUser();

    // asm-generic has other numbers than x86.
    private static readonly bool IsArm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;
    private static readonly int NoLinkFlag = IsArm ? 0x8000 : 0x20000;
    private static readonly int FolderFlag = IsArm ? 0x4000 : 0x10000;

    // The C library's open, read and close are points where a thread may be cancelled, which costs each call two locked instructions; its syscall is none.
    private static readonly bool ByNumber = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    // A pipe that takes the place of a file must not make the opening wait.
    private static readonly int FileFlags = CloseOnExec | NonBlocking | NoLinkFlag;

    /// <param name="folder">A descriptor, or <see cref="AtWorkingDirectory"/>.</param>
    /// <param name="name">Ends with a zero byte.</param>
    /// <returns>A descriptor to read from, or minus the error number. A link is refused.</returns>
    public static int OpenFile(int folder, byte* name) => Answer(NativeOpenAt(folder, name, FileFlags));

    /// <param name="path">Ends with a zero byte.</param>
    /// <param name="followLink">False refuses a link in the last place.</param>
    /// <returns>A descriptor of the folder, or minus the error number.</returns>
    public static int OpenFolder(byte* path, bool followLink) =>
        Answer(NativeOpenAt(AtWorkingDirectory, path, CloseOnExec | FolderFlag | (followLink ? 0 : NoLinkFlag)));

    /// <returns>Bytes read, less than <paramref name="count"/> at the end of the file only, or minus the error number.</returns>
    public static int ReadFully(int file, byte* buffer, int count)
    {
        var done = 0;
        while (done < count)
        {
            var got = Answer((int)NativeRead(file, buffer + done, (nuint)(count - done)));
            if (got < 0)
            {
                return got;
            }

            if (got == 0)
            {
                break;
            }

            done += got;
        }

        return done;
    }

    /// <summary>One read, which gives all of a small file.</summary>
    /// <returns>Bytes read, or minus the error number.</returns>
    public static int Read(int file, byte* buffer, int count) => Answer((int)(ByNumber ? NativeCall(ReadNumber, file, (nint)buffer, count, 0) : NativeRead(file, buffer, (nuint)count)));

    /// <returns>Bytes read from <paramref name="offset"/> on, less than <paramref name="count"/> at the end of the file only, or minus the error number.</returns>
    public static int ReadAt(int file, byte* buffer, int count, long offset)
    {
        var done = 0;
        while (done < count)
        {
            var got = Answer((int)NativeReadAt(file, buffer + done, (nuint)(count - done), offset + done));
            if (got < 0)
            {
                return got;
            }

            if (got == 0)
            {
                break;
            }

            done += got;
        }

        return done;
    }

    /// <returns>Bytes of entries, 0 behind the last, or minus the error number.</returns>
    public static int ReadEntries(int folder, byte* buffer, int count) => Answer((int)NativeEntries(folder, buffer, (nuint)count));

    public static void Close(int descriptor) => _ = ByNumber ? NativeCall(CloseNumber, descriptor, 0, 0, 0) : NativeClose(descriptor);

    /// <returns>0, or minus the error number.</returns>
    public static int Status(int file, out FileStatus status)
    {
        byte nothing = 0;
        return Status(file, &nothing, EmptyPath, out status);
    }

    /// <summary>Of the name itself where it is a link.</summary>
    /// <returns>0, or minus the error number.</returns>
    public static int Status(int folder, byte* name, out FileStatus status) => Status(folder, name, NoFollow, out status);

    /// <summary>The path without links and dots.</summary>
    /// <returns>Null where there is nothing.</returns>
    public static string? RealPath(string path)
    {
        var buffer = stackalloc byte[LongestPath];
        return NativeRealPath(path, buffer) == null ? null : Marshal.PtrToStringUTF8((nint)buffer);
    }

    /// <summary>How much this process has read from disks so far (in blocks of 512 bytes), and how often one of its threads waited for something.</summary>
    public static (long DiskBlocks, long Voluntary) Waits()
    {
        const int diskBlocksAt = 11;
        const int voluntaryAt = 16;
        var usage = stackalloc long[32];
        return NativeUsage(0, usage) == 0 ? (usage[diskBlocksAt], usage[voluntaryAt]) : default;
    }

    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);

    private static int Status(int folder, byte* name, int flags, out FileStatus status)
    {
        StatusRecord record;
        var answer = Answer(NativeStatus(folder, name, flags, BasicFields, &record));
        status = answer < 0
            ? default
            : new FileStatus(
                ((ulong)record.DeviceMajor << 32) | record.DeviceMinor,
                record.Inode,
                (long)record.Size,
                record.ModifiedSeconds * 1_000_000_000 + record.ModifiedNanoseconds,
                (record.Mode & TypeMask) switch { TypeFile => EntryFile, TypeFolder => EntryFolder, TypeLink => EntryLink, _ => EntryUnknown },
                record.Owner == User ? (record.Mode & OwnerMayRead) != 0 : (record.Mode & NonOwnersMayRead) == NonOwnersMayRead);
        return Math.Min(answer, 0);
    }

    private static int Answer(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int NativeOpenAtOnce(int folder, byte* name, int flags);

    private static int NativeOpenAt(int folder, byte* name, int flags)
    {
        int descriptor;
        do
        {
            descriptor = ByNumber ? (int)NativeCall(OpenAtNumber, folder, (nint)name, flags, 0) : NativeOpenAtOnce(folder, name, flags);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return descriptor;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint NativeCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint NativeRead(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "pread64", SetLastError = true)]
    private static partial nint NativeReadAt(int file, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint NativeEntries(int folder, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int NativeClose(int descriptor);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int NativeStatus(int folder, byte* name, int flags, uint fields, StatusRecord* record);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint NativeUser();

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int NativeUsage(int who, long* usage);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* NativeRealPath(string path, byte* resolved);

    /// <summary>struct statx of linux/stat.h, the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatusRecord
    {
        [FieldOffset(20)]
        public uint Owner;

        [FieldOffset(28)]
        public ushort Mode;

        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}

/// <summary>What a file is.</summary>
/// <param name="Device">With <paramref name="Inode"/> it names the file, whatever its names.</param>
/// <param name="Inode">See <paramref name="Device"/>.</param>
/// <param name="SizeBytes">0 for what has no size.</param>
/// <param name="ModifiedNanoseconds">Since 1970.</param>
/// <param name="Kind">One of <see cref="Libc.EntryFile"/> and its neighbours.</param>
/// <param name="IsReadable">Its mode lets this process read it, whatever groups it is in.</param>
internal readonly record struct FileStatus(ulong Device, ulong Inode, long SizeBytes, long ModifiedNanoseconds, byte Kind, bool IsReadable);
