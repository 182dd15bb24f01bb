using System.Runtime.CompilerServices;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>A folder that was given, or a split in it.</summary>
/// <param name="Name">The folder's as it was given, and perhaps the split's.</param>
/// <param name="IsReference">It is what the others were held against.</param>
public sealed record DatasetPart(string Name, bool IsReference);

/// <summary>One file of a group. Its path is put together when it is asked for.</summary>
public sealed class DuplicateFile
{
    private readonly FileTable _files;
    private readonly FolderTable _folders;
    private readonly Folder _folder;
    private readonly int _row;

    // A few hundred thousand are made in less time than it takes to compile this twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal DuplicateFile(FileTable files, FolderTable folders, int row, int content, int? distance)
    {
        (_files, _folders, _folder, _row) = (files, folders, folders[files.FolderOf(row)], row);
        (Content, Distance) = (content, distance);
    }

    /// <summary>Its bytes: the folder as it was given, and what lies below.</summary>
    public byte[] Path => [.. _folder.Path, .. _files.NameSpan(_row)];

    /// <summary>Names that are not UTF-8 are escaped; see <see cref="Duplicates.PathText"/>.</summary>
    public string PathText => Duplicates.PathText.Of(Path);

    /// <summary>The folder or split that it belongs to.</summary>
    public DatasetPart Part => _folders.Parts[_folder.Part];

    /// <summary>Its class folder's name, as <see cref="ImageFolder.Walk"/> understands it; null where there is none.</summary>
    public string? Label => _folder.Label == Folder.None ? null : _folders.Labels[_folder.Label];

    /// <summary>Another name of a file that stands earlier in the group.</summary>
    public bool IsHardLink => (_files.MarksOf(_row) & FileMarks.HardLink) != 0;

    /// <summary>Files of a group with the same number have the same bytes; from 0.</summary>
    public int Content { get; }

    /// <summary>Bits between its perceptual hash and that of the nearest other content of the group; null in an exact group.</summary>
    public int? Distance { get; }
}

/// <summary>Files with the same bytes, or pictures that look alike.</summary>
/// <param name="SizeBytes">Of each file; in a near group of all contents, each once.</param>
/// <param name="Copies">How often the disk holds it: files that are not hard links of each other; in a near group the contents.</param>
/// <param name="Files">In the order of the bytes of their paths.</param>
public sealed record DuplicateGroup(long SizeBytes, int Copies, IReadOnlyList<DuplicateFile> Files)
{
    /// <summary>They carry different labels.</summary>
    public bool IsConflict
    {
        get
        {
            string? label = null;
            foreach (var file in Files)
            {
                if (file.Label is not null && file.Label != (label ??= file.Label))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>They lie in several parts; where there is a folder to hold others against, in it and in another.</summary>
    public bool IsOverlap
    {
        get
        {
            var (several, reference, other) = (false, false, false);
            foreach (var file in Files)
            {
                several |= file.Part != Files[0].Part;
                reference |= file.Part.IsReference;
                other |= !file.Part.IsReference;
            }

            return reference ? other : several && !AgainstFolder;
        }
    }

    /// <summary>Bytes of an exact group that could be saved: all copies but one.</summary>
    public long SavableBytes => SizeBytes * (Copies - 1);

    internal bool AgainstFolder { get; init; }
}

/// <summary>Something that was left out.</summary>
/// <param name="Path">As in <see cref="DuplicateFile"/>; of a folder with a slash at its end.</param>
/// <param name="Reason">One line.</param>
public sealed record SkippedPath(byte[] Path, string Reason)
{
    public string PathText => Duplicates.PathText.Of(Path);
}

/// <summary>What a search found. Groups are put together while they are enumerated, so that a million of them take little memory.</summary>
public sealed class DuplicateReport
{
    private readonly DuplicateRequest _request;
    private readonly FileTable _files;
    private readonly FolderTable _folders;
    private readonly GroupList _exact;
    private readonly NearGroups? _near;
    private readonly List<int> _copied = [];
    private readonly List<int> _linked = [];

    internal DuplicateReport(DuplicateRequest request, FileTable files, FolderTable folders, FolderScan scan, GroupList exact, NearGroups? near)
    {
        (_request, _files, _folders, _exact, _near) = (request, files, folders, exact, near);
        (Hidden, Links, Special) = (scan.Hidden, scan.Links, scan.Special);
        for (var row = 0; row < files.Count; row++)
        {
            if ((files.MarksOf(row) & FileMarks.Sized) != 0)
            {
                ReadFiles++;
                SizeBytes += files.SizeOf(row);
            }
        }

        for (var group = 0; group < exact.Count; group++)
        {
            if (Matters(exact[group]))
            {
                (CopiesOf(exact[group]) > 1 ? _copied : _linked).Add(group);
            }
        }
    }

    /// <summary>Folders, those that were given included.</summary>
    public int Folders => _folders.Count;

    /// <summary>Regular files that were listed.</summary>
    public int Files => _files.Count;

    /// <summary>Of <see cref="Files"/>, those whose size could be had when they were listed.</summary>
    public int ReadFiles { get; }

    /// <summary>Of all <see cref="ReadFiles"/>, hard links as often as they have names.</summary>
    public long SizeBytes { get; }

    /// <summary>Names that begin with a dot; what lies below such a folder is not counted.</summary>
    public long Hidden { get; }

    /// <summary>Symbolic links, which are not followed.</summary>
    public long Links { get; }

    /// <summary>Pipes, sockets and devices.</summary>
    public long Special { get; }

    /// <summary>Whether perceptual hashes were compared.</summary>
    public bool LookedForNear => _near is not null;

    /// <summary>Groups with at least two copies, in the order of their first paths. Empty files are none of them.</summary>
    public IEnumerable<DuplicateGroup> ExactGroups() => _copied.Select(Exact);

    /// <summary>Groups whose names are all of one file, which takes its space once.</summary>
    public IEnumerable<DuplicateGroup> HardLinkGroups() => _linked.Select(Exact);

    /// <summary>Groups of at least two contents that look alike, with all their copies, in the order of their first paths.</summary>
    public IEnumerable<DuplicateGroup> NearGroups()
    {
        if (_near is null)
        {
            yield break;
        }

        for (var group = 0; group < _near.Contents.Count; group++)
        {
            var (members, size) = (new List<(int Row, int Content, int Distance)>(), 0L);
            var contents = _near.Contents[group].ToArray();
            for (var content = 0; content < contents.Length; content++)
            {
                var first = contents[content];
                size += _files.SizeOf(first);
                foreach (var row in _near.Copies.TryGetValue(first, out var copies) ? _exact[copies].ToArray() : [first])
                {
                    members.Add((row, content, _near.Distances[first]));
                }
            }

            members.Sort((a, b) => _folders.Compare(_files, a.Row, b.Row));
            if (!Matters([.. members.Select(member => member.Row)]))
            {
                continue;
            }

            yield return new DuplicateGroup(size, contents.Length, [.. members.Select(member => FileOf(member.Row, member.Content, member.Distance))])
            {
                AgainstFolder = _request.Against is not null,
            };
        }
    }

    /// <summary>Files without a byte, in the order of their paths: they are equal, and nobody means it.</summary>
    public IEnumerable<DuplicateFile> EmptyFiles() => Sorted(row => (_files.MarksOf(row) & FileMarks.Sized) != 0 && _files.SizeOf(row) == 0)
        .Select(row => FileOf(row, content: 0, distance: null));

    /// <summary>Folders and files that were left out or not compared to the end, with their reasons, in the order of their paths.</summary>
    public IEnumerable<SkippedPath> Skipped()
    {
        var skipped = new List<SkippedPath>();
        for (var i = 0; i < _folders.Count; i++)
        {
            if (_folders[i].Error != 0)
            {
                skipped.Add(new SkippedPath(_folders[i].Path, $"the folder cannot be listed: {Libc.Describe(_folders[i].Error)}"));
            }
        }

        foreach (var row in Sorted(row => _files.ProblemOf(row) != FileProblem.None))
        {
            skipped.Add(new SkippedPath(PathOf(row), ReasonOf(row)));
        }

        skipped.Sort((a, b) => a.Path.AsSpan().SequenceCompareTo(b.Path));
        return skipped;
    }

    private DuplicateGroup Exact(int group)
    {
        var rows = _exact[group];
        var members = new DuplicateFile[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            members[i] = FileOf(rows[i], content: 0, distance: null);
        }

        return new DuplicateGroup(_files.SizeOf(rows[0]), CopiesOf(rows), members) { AgainstFolder = _request.Against is not null };
    }

    private int CopiesOf(ReadOnlySpan<int> rows)
    {
        var copies = 0;
        foreach (var row in rows)
        {
            copies += (_files.MarksOf(row) & FileMarks.HardLink) == 0 ? 1 : 0;
        }

        return copies;
    }

    private bool Matters(ReadOnlySpan<int> rows)
    {
        var matters = _request.Against is null;
        for (var i = 0; i < rows.Length && !matters; i++)
        {
            matters = !_folders.Parts[_folders[_files.FolderOf(rows[i])].Part].IsReference;
        }

        return matters;
    }

    private int[] Sorted(Func<int, bool> wanted)
    {
        var rows = Enumerable.Range(0, _files.Count).Where(wanted).ToArray();
        Array.Sort(rows, (a, b) => _folders.Compare(_files, a, b));
        return rows;
    }

    private DuplicateFile FileOf(int row, int content, int? distance) => new(_files, _folders, row, content, distance);

    private byte[] PathOf(int row) => [.. _folders[_files.FolderOf(row)].Path, .. _files.NameSpan(row)];

    private string ReasonOf(int row) => _files.ProblemOf(row) switch
    {
        FileProblem.Unreadable => $"cannot be read: {Libc.Describe(_files.CauseOf(row))}",
        FileProblem.Changed => "changed or went while it was read",
        FileProblem.NotDecoded => (ImageRejectionReason)_files.CauseOf(row) switch
        {
            ImageRejectionReason.UnknownFormat => "not looked at as a picture: its format is not decoded",
            ImageRejectionReason.TooLarge => "not looked at as a picture: it has too many pixels",
            ImageRejectionReason.Truncated => "not looked at as a picture: its bytes end too early",
            ImageRejectionReason.Unsupported => "not looked at as a picture: a kind that is not decoded, such as an animated WebP",
            _ => "not looked at as a picture: it is damaged",
        },
        _ => "not looked at as a picture: its file is too large",
    };
}
