using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Reads the beginnings of files, which are all of most: one visit gives size and hash. Each thread has one of its own.</summary>
/// <param name="files">Where it is noted.</param>
/// <param name="markImages">Mark what begins like a picture.</param>
internal sealed unsafe class HeadReader(FileTable files, bool markImages) : IDisposable
{
    public const int HeadBytes = 4096;

    private readonly byte* _head = (byte*)NativeMemory.Alloc(HeadBytes);

    public void Dispose() => NativeMemory.Free(_head);

    /// <summary>Asks for the size of a file that is likely to be large, and leaves it closed if it is.</summary>
    /// <param name="folder">A descriptor.</param>
    /// <param name="row">Of the file, which lies in the folder.</param>
    /// <returns>Whether its size is known now; if not, reading it tells what it is or what is wrong with it.</returns>
    public bool Measure(int folder, int row)
    {
        if (markImages || Libc.Status(folder, files.NameOf(row), out var status) != 0 || status.Kind != Libc.EntryFile || status.SizeBytes <= HeadBytes || !status.IsReadable)
        {
            return false;
        }

        files.SizeOf(row) = status.SizeBytes;
        files.MarksOf(row) = FileMarks.Sized;
        return true;
    }

    /// <param name="folder">A descriptor, or <see cref="Libc.AtWorkingDirectory"/>.</param>
    /// <param name="name">In the folder, with a zero byte at its end.</param>
    /// <param name="row">Of the file.</param>
    /// <returns>Whether the file is larger than its beginning.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Read(int folder, byte* name, int row)
    {
        var file = Libc.OpenFile(folder, name);
        if (file < 0)
        {
            files.Fail(row, FileProblem.Unreadable, -file);
            return false;
        }

        var got = Libc.Read(file, _head, HeadBytes);
        long size = got;
        if (got == HeadBytes)
        {
            // Only now is the size not known.
            if (Libc.Status(file, out var status) is < 0 and var refused)
            {
                got = refused;
            }

            size = status.SizeBytes;
        }

        Libc.Close(file);
        if (got < 0)
        {
            files.Fail(row, FileProblem.Unreadable, -got);
            return false;
        }

        if (size < got)
        {
            files.Fail(row, FileProblem.Changed);
            return false;
        }

        var bytes = new ReadOnlySpan<byte>(_head, got);
        files.SizeOf(row) = size;
        files.HashOf(row) = ContentHash.Of(bytes);
        files.MarksOf(row) = FileMarks.Sized | FileMarks.Hashed | (markImages && ImageFormats.Of(bytes) is not null ? FileMarks.Image : FileMarks.None);
        return size > HeadBytes;
    }
}
