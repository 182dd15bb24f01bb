namespace Dcai.Fingerprints.Duplicates;

/// <summary>Groups of rows, one behind the other in one list: four bytes a member.</summary>
internal sealed class GroupList
{
    private readonly List<int> _rows = [];
    private readonly List<int> _starts = [];

    public int Count => _starts.Count;

    public ReadOnlySpan<int> this[int group]
    {
        get
        {
            var end = group + 1 < _starts.Count ? _starts[group + 1] : _rows.Count;
            return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_rows)[_starts[group]..end];
        }
    }

    public void Add(ReadOnlySpan<int> rows)
    {
        _starts.Add(_rows.Count);
        _rows.AddRange(rows);
    }

    /// <summary>The groups of all lists in the order of their first members.</summary>
    public static GroupList Merge(IReadOnlyList<GroupList> lists, Comparison<int> order)
    {
        var places = new (int First, int List, int Group)[lists.Sum(list => list.Count)];
        var at = 0;
        for (var list = 0; list < lists.Count; list++)
        {
            for (var group = 0; group < lists[list].Count; group++)
            {
                places[at++] = (lists[list][group][0], list, group);
            }
        }

        Array.Sort(places, (a, b) => order(a.First, b.First));
        var merged = new GroupList();
        foreach (var (_, list, group) in places)
        {
            merged.Add(lists[list][group]);
        }

        return merged;
    }
}
