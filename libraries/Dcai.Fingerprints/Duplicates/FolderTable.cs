using System.Text;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>Every folder that was found, and the order of the paths in them.</summary>
internal sealed class FolderTable
{
    private readonly Lock _lock = new();
    private readonly List<Folder> _folders = [];
    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);
    private readonly List<string> _labelNames = [];
    private readonly Dictionary<string, int> _parts = new(StringComparer.Ordinal);
    private readonly List<DatasetPart> _partList = [];

    public int Count => _folders.Count;

    public IReadOnlyList<string> Labels => _labelNames;

    public IReadOnlyList<DatasetPart> Parts => _partList;

    public Folder this[int index] => _folders[index];

    /// <param name="path">As it was given.</param>
    /// <param name="isReference">It is what the others are held against.</param>
    public Folder AddRoot(string path, bool isReference)
    {
        var bytes = Encoding.UTF8.GetBytes(path.EndsWith('/') ? path : path + "/");
        return Add(bytes, depth: 0, bytes.Length, Folder.None, PartOf(path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/", isReference));
    }

    /// <summary>The first folder below the root is a split or a class, as for <see cref="ImageFolder.Walk"/>; below a split comes the class.</summary>
    public Folder AddChild(Folder parent, ReadOnlySpan<byte> name)
    {
        byte[] path = [.. parent.Path, .. name, (byte)'/'];
        lock (_lock)
        {
            var (label, part, depth) = (parent.Label, parent.Part, parent.Depth + 1);
            if (label == Folder.None)
            {
                var text = PathText.Of(name);
                if (parent.Depth == 0 && SplitName.Normalise(text) is not null)
                {
                    part = PartOf($"{_partList[parent.Part].Name.TrimEnd('/')}/{text}", _partList[parent.Part].IsReference);
                }
                else
                {
                    label = LabelOf(text);
                }
            }

            return Add(path, depth, parent.RootLength, label, part);
        }
    }

    /// <summary>Prepares <see cref="Compare"/>; no folder may be added any more.</summary>
    public void Rank()
    {
        var sorted = _folders.ToArray();
        Array.Sort(sorted, (a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path));
        var ancestors = new Stack<Folder>();
        for (var rank = 0; rank < sorted.Length; rank++)
        {
            // What lies below a folder follows it, for its path begins with the folder's.
            while (ancestors.TryPeek(out var above) && !sorted[rank].Path.AsSpan().StartsWith(above.Path))
            {
                ancestors.Pop().LastRankBelow = rank - 1;
            }

            sorted[rank].Rank = rank;
            ancestors.Push(sorted[rank]);
        }

        foreach (var folder in ancestors)
        {
            folder.LastRankBelow = sorted.Length - 1;
        }
    }

    /// <summary>The order of the bytes of two paths, without putting them together.</summary>
    public int Compare(FileTable files, int first, int second)
    {
        var (a, b) = (_folders[files.FolderOf(first)], _folders[files.FolderOf(second)]);
        if (a == b)
        {
            return files.NameSpan(first).SequenceCompareTo(files.NameSpan(second));
        }

        if (a.Rank < b.Rank)
        {
            return b.Rank <= a.LastRankBelow ? files.NameSpan(first).SequenceCompareTo(b.Path.AsSpan(a.Path.Length)) : -1;
        }

        return a.Rank <= b.LastRankBelow ? -files.NameSpan(second).SequenceCompareTo(a.Path.AsSpan(b.Path.Length)) : 1;
    }

    /// <param name="files">What lies in the folders.</param>
    /// <param name="row">Of a file.</param>
    /// <param name="buffer">Where the path is put together; it grows.</param>
    /// <returns>The buffer: the path, with a zero byte behind it.</returns>
    public byte[] PathOf(FileTable files, int row, ref byte[] buffer)
    {
        var folder = _folders[files.FolderOf(row)].Path;
        var name = files.NameSpan(row);
        if (folder.Length + name.Length >= buffer.Length)
        {
            buffer = new byte[2 * (folder.Length + name.Length + 1)];
        }

        folder.CopyTo(buffer, 0);
        name.CopyTo(buffer.AsSpan(folder.Length));
        buffer[folder.Length + name.Length] = 0;
        return buffer;
    }

    private Folder Add(byte[] path, int depth, int rootLength, int label, int part)
    {
        lock (_lock)
        {
            var folder = new Folder(_folders.Count, path, depth, rootLength, label, part);
            _folders.Add(folder);
            return folder;
        }
    }

    private int LabelOf(string name)
    {
        if (!_labels.TryGetValue(name, out var label))
        {
            _labels.Add(name, label = _labelNames.Count);
            _labelNames.Add(name);
        }

        return label;
    }

    private int PartOf(string name, bool isReference)
    {
        if (!_parts.TryGetValue(name, out var part))
        {
            _parts.Add(name, part = _partList.Count);
            _partList.Add(new DatasetPart(name, isReference));
        }

        return part;
    }
}

/// <param name="index">Its place in the table.</param>
/// <param name="path">With a slash at its end.</param>
/// <param name="depth">0 for a folder that was given.</param>
/// <param name="rootLength">Bytes of <paramref name="path"/> that are the folder that was given.</param>
/// <param name="label">In <see cref="FolderTable.Labels"/>, or <see cref="None"/>.</param>
/// <param name="part">In <see cref="FolderTable.Parts"/>.</param>
internal sealed class Folder(int index, byte[] path, int depth, int rootLength, int label, int part)
{
    public const int None = -1;

    public int Index { get; } = index;

    public byte[] Path { get; } = path;

    public int Depth { get; } = depth;

    public int RootLength { get; } = rootLength;

    public int Label { get; } = label;

    public int Part { get; } = part;

    public int Rank { get; set; }

    public int LastRankBelow { get; set; }

    /// <summary>The error number for which it could not be listed to its end; 0 for none.</summary>
    public int Error { get; set; }
}
