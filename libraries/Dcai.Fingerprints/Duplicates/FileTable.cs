namespace Dcai.Fingerprints.Duplicates;

/// <summary>Every file that was listed: 42 bytes each and its name, in blocks that are never moved. Rows are appended by many threads; each row
/// is then written by the thread that reads the file.</summary>
internal sealed unsafe class FileTable
{
    private const int BlockBits = 16;
    private const int BlockRows = 1 << BlockBits;
    private const int NameBlockBits = 20;
    private const int NameBlockBytes = 1 << NameBlockBits;
    private const int MostNameBlocks = 1 << (32 - NameBlockBits);

    private readonly Lock _lock = new();
    private Block[] _blocks = [];
    private byte[][] _names = [];
    private int _nameBlocks;
    private int _nameOffset = NameBlockBytes;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <param name="names">Each ends with a zero byte.</param>
    /// <param name="lengths">Bytes of each name without its zero.</param>
    /// <param name="links">For each what <see cref="LinkOf"/> says.</param>
    /// <param name="folder">Where they lie.</param>
    /// <returns>The row of the first; the others follow.</returns>
    public int Append(ReadOnlySpan<byte> names, ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> links, int folder)
    {
        lock (_lock)
        {
            var first = _count;
            if (lengths.Length > int.MaxValue - first)
            {
                throw new ImageSourceException($"there are more than {int.MaxValue} files: give fewer folders at a time");
            }

            var at = 0;
            for (var i = 0; i < lengths.Length; i++)
            {
                var bytes = lengths[i] + 1;
                var row = first + i;
                if (row >> BlockBits >= _blocks.Length)
                {
                    Block[] more = [.. _blocks, new Block()];
                    Volatile.Write(ref _blocks, more);
                }

                var block = _blocks[row >> BlockBits];
                block.Name[row & (BlockRows - 1)] = Keep(names.Slice(at, bytes));
                block.Folder[row & (BlockRows - 1)] = folder;
                block.Link[row & (BlockRows - 1)] = links[i];
                at += bytes;
            }

            Volatile.Write(ref _count, first + lengths.Length);
            return first;
        }
    }

    /// <returns>The name, with a zero byte behind it; valid as long as the table.</returns>
    public byte* NameOf(int row)
    {
        var name = BlockOf(row).Name[row & (BlockRows - 1)];
        fixed (byte* start = Volatile.Read(ref _names)[name >> NameBlockBits])
        {
            // The arrays are pinned.
            return start + (name & (NameBlockBytes - 1));
        }
    }

    public ReadOnlySpan<byte> NameSpan(int row) => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(NameOf(row));

    public ref int FolderOf(int row) => ref BlockOf(row).Folder[row & (BlockRows - 1)];

    /// <summary>A hash of the inode's number as the folder lists it: names of one file have the same, and other files hardly ever do.</summary>
    public uint LinkOf(int row) => BlockOf(row).Link[row & (BlockRows - 1)];

    public ref long SizeOf(int row) => ref BlockOf(row).Size[row & (BlockRows - 1)];

    /// <summary>Of the first <see cref="HeadReader.HeadBytes"/> bytes, once they were read.</summary>
    public ref UInt128 HashOf(int row) => ref BlockOf(row).Hash[row & (BlockRows - 1)];

    public ref FileMarks MarksOf(int row) => ref BlockOf(row).Marks[row & (BlockRows - 1)];

    public ref FileProblem ProblemOf(int row) => ref BlockOf(row).Problem[row & (BlockRows - 1)];

    /// <summary>The error number of the system, or an <see cref="Imaging.ImageRejectionReason"/>.</summary>
    public ref byte CauseOf(int row) => ref BlockOf(row).Cause[row & (BlockRows - 1)];

    /// <summary>The next file with the same size and <see cref="CrowdedSizes.KeyOf"/>; −1 for none.</summary>
    public ref int NextOf(int row) => ref BlockOf(row).Next[row & (BlockRows - 1)];

    public void Fail(int row, FileProblem problem, int cause = 0)
    {
        ProblemOf(row) = problem;
        CauseOf(row) = (byte)Math.Clamp(cause, 0, byte.MaxValue);
    }

    private Block BlockOf(int row) => Volatile.Read(ref _blocks)[row >> BlockBits];

    private uint Keep(ReadOnlySpan<byte> name)
    {
        if (_nameOffset + name.Length > NameBlockBytes)
        {
            if (_nameBlocks == MostNameBlocks)
            {
                throw new ImageSourceException("the names of all files take more than 4 GiB: give fewer folders at a time");
            }

            if (_nameBlocks == _names.Length)
            {
                var more = new byte[Math.Max(8, _names.Length * 2)][];
                _names.CopyTo(more, 0);
                Volatile.Write(ref _names, more);
            }

            _names[_nameBlocks++] = GC.AllocateUninitializedArray<byte>(NameBlockBytes, pinned: true);
            _nameOffset = 0;
        }

        var at = _nameOffset;
        name.CopyTo(_names[_nameBlocks - 1].AsSpan(at));
        _nameOffset += name.Length;
        return ((uint)(_nameBlocks - 1) << NameBlockBits) | (uint)at;
    }

    private sealed class Block
    {
        public readonly uint[] Name = new uint[BlockRows];
        public readonly int[] Folder = new int[BlockRows];
        public readonly uint[] Link = new uint[BlockRows];
        public readonly long[] Size = new long[BlockRows];
        public readonly UInt128[] Hash = new UInt128[BlockRows];
        public readonly FileMarks[] Marks = new FileMarks[BlockRows];
        public readonly FileProblem[] Problem = new FileProblem[BlockRows];
        public readonly byte[] Cause = new byte[BlockRows];
        public readonly int[] Next = new int[BlockRows];
    }
}

[Flags]
internal enum FileMarks : byte
{
    None = 0,

    /// <summary>Its size is known.</summary>
    Sized = 1,

    /// <summary>It begins like a PNG or JPEG.</summary>
    Image = 2,

    /// <summary>Another name of a file that stands earlier in its group.</summary>
    HardLink = 4,

    /// <summary>Its bytes are those of a file that stands earlier in its group.</summary>
    Copy = 8,

    /// <summary>Its beginning was read: the hash is known.</summary>
    Hashed = 16,
}

internal enum FileProblem : byte
{
    None,

    /// <summary>The system refused; the cause is its error number.</summary>
    Unreadable,

    /// <summary>It changed or went while it was read.</summary>
    Changed,

    /// <summary>It begins like an image and is none; the cause is an <see cref="Imaging.ImageRejectionReason"/>.</summary>
    NotDecoded,

    /// <summary>The file of an image is too large to be decoded.</summary>
    TooLargeToDecode,
}
