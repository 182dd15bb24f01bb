using System.Diagnostics.CodeAnalysis;

namespace Dcai.Learning;

/// <summary>
/// Keeps preprocessed images in memory, each under a key that names image and preprocessing, and forgets the least recently used ones.
/// All members may be called from several threads.
/// </summary>
/// <remarks>Images whose three planes are equal are kept as one plane: handwriting is gray, and takes a third of the room.</remarks>
/// <param name="capacityBytes">How many bytes of pixels may be kept; what does not fit at all is not kept.</param>
public sealed class PreprocessedImageCache(long capacityBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _sizeBytes;

    /// <summary>The bytes of pixels now kept.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_lock)
            {
                return _sizeBytes;
            }
        }
    }

    /// <summary>The images now kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Finds an image and marks it as used.</summary>
    /// <param name="key">The key under which it was added.</param>
    /// <param name="pixels">float32 [3, H, W] as they were added; a fresh array that belongs to the caller.</param>
    public bool TryGet(string key, [NotNullWhen(true)] out float[]? pixels)
    {
        Entry entry;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                pixels = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            entry = node.Value;
        }

        var plane = entry.Planes.Length;
        pixels = new float[plane * entry.Repeat];
        for (var i = 0; i < entry.Repeat; i++)
        {
            entry.Planes.CopyTo(pixels, i * plane);
        }

        return true;
    }

    /// <summary>Keeps an image. Adding a key that is there already only marks it as used.</summary>
    /// <param name="key">Names the encoded bytes and how they were preprocessed.</param>
    /// <param name="pixels">float32 [3, H, W]. Copied.</param>
    /// <exception cref="ArgumentException">The length is not a multiple of three.</exception>
    public void Add(string key, float[] pixels)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(pixels);
        if (pixels.Length % 3 != 0)
        {
            throw new ArgumentException($"Expected [3, H, W], but the length {pixels.Length} is not a multiple of 3.", nameof(pixels));
        }

        var plane = pixels.Length / 3;
        var first = pixels.AsSpan(0, plane);
        var isGray = first.SequenceEqual(pixels.AsSpan(plane, plane)) && first.SequenceEqual(pixels.AsSpan(2 * plane, plane));
        var entry = isGray ? new Entry(key, first.ToArray(), 3) : new Entry(key, [.. pixels], 1);
        if (entry.SizeBytes > capacityBytes)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return;
            }

            _entries[key] = _byUse.AddFirst(entry);
            _sizeBytes += entry.SizeBytes;
            while (_sizeBytes > capacityBytes)
            {
                var oldest = _byUse.Last!.Value;
                _byUse.RemoveLast();
                _entries.Remove(oldest.Key);
                _sizeBytes -= oldest.SizeBytes;
            }
        }
    }

    /// <summary>Forgets an image; nothing happens where it is not kept.</summary>
    public void Remove(string key)
    {
        lock (_lock)
        {
            if (_entries.Remove(key, out var node))
            {
                _byUse.Remove(node);
                _sizeBytes -= node.Value.SizeBytes;
            }
        }
    }

    private sealed record Entry(string Key, float[] Planes, int Repeat)
    {
        public long SizeBytes => (long)Planes.Length * sizeof(float);
    }
}
