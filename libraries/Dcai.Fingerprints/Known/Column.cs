namespace Dcai.Fingerprints.Known;

/// <summary>A list that grows without copying and without needing twice its memory meanwhile.</summary>
internal sealed class Column<T>
    where T : unmanaged
{
    private const int ChunkBits = 14;
    private const int ChunkLength = 1 << ChunkBits;

    private readonly List<T[]> _chunks = [];

    public int Count { get; private set; }

    public ref T this[int place] => ref _chunks[place >> ChunkBits][place & (ChunkLength - 1)];

    public unsafe long SizeBytes => (long)_chunks.Count * ChunkLength * sizeof(T);

    public void Add(T value)
    {
        if (Count >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new T[ChunkLength]);
        }

        this[Count++] = value;
    }

    /// <param name="chunk">Number of a part.</param>
    /// <returns>The values in it, from place <c>chunk × length</c> on; empty behind the last.</returns>
    public ReadOnlySpan<T> Chunk(int chunk) =>
        chunk < _chunks.Count ? _chunks[chunk].AsSpan(0, Math.Min(ChunkLength, Count - (chunk << ChunkBits))) : default;

    /// <summary>The first place of the part in which a place lies.</summary>
    public static int ChunkOf(int place) => place >> ChunkBits;
}
