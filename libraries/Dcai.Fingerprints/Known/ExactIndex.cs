namespace Dcai.Fingerprints.Known;

/// <summary>From an image's id to the place at which it was added: open addressing over the places, the ids beside them.</summary>
/// <remarks>Ids are SHA-256, so their own bits spread them over the table. Between 7 and 14 bytes an image beyond the 32 of the id.</remarks>
internal sealed class ExactIndex
{
    private const int Free = -1;
    private const int SmallestTable = 1024;

    private readonly Column<ImageId> _ids = new();
    private int[] _places = NewTable(SmallestTable);

    public int Count => _ids.Count;

    public long SizeBytes => _ids.SizeBytes + (long)_places.Length * sizeof(int);

    public ImageId this[int place] => _ids[place];

    /// <returns>The image's place; −1 where it is not known.</returns>
    public int Find(ImageId id) => _places[SlotOf(id)];

    /// <summary>Adds an image that is not known yet.</summary>
    /// <returns>Its place: how many were known before.</returns>
    public int Add(ImageId id)
    {
        // Two thirds full at most: a miss then looks at five slots on average.
        if (3L * (Count + 1) > 2L * _places.Length)
        {
            Grow();
        }

        _places[SlotOf(id)] = Count;
        _ids.Add(id);
        return Count - 1;
    }

    private static int[] NewTable(int length)
    {
        var table = GC.AllocateUninitializedArray<int>(length);
        Array.Fill(table, Free);
        return table;
    }

    /// <summary>The slot of an id, or the free one where it would be.</summary>
    private int SlotOf(ImageId id)
    {
        var mask = _places.Length - 1;
        var slot = (int)(ulong)id.First & mask;
        while (_places[slot] != Free && _ids[_places[slot]] != id)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        _places = NewTable(checked(_places.Length * 2));
        for (var place = 0; place < Count; place++)
        {
            _places[SlotOf(_ids[place])] = place;
        }
    }
}
