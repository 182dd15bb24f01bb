using System.IO.Compression;
using Dcai.Imaging;

namespace Dcai.Bench.Dedup;

/// <summary>Pictures of which people said which show the same.</summary>
/// <param name="Pictures">In the order of a shuffle that is always the same.</param>
internal sealed record JudgedPictures(IReadOnlyList<JudgedPicture> Pictures)
{
    /// <summary>Pairs of one group.</summary>
    public int PairCount => Pictures.Where(picture => picture.Group is not null).GroupBy(picture => picture.Group).Sum(group => group.Count() * (group.Count() - 1) / 2);

    /// <param name="folder">images.zip, images.csv with each one's label, pairs.csv.</param>
    public static JudgedPictures Read(string folder)
    {
        var groups = new Dictionary<string, string>();
        foreach (var words in File.ReadLines(Path.Join(folder, "pairs.csv")).Skip(1).Select(line => line.Split(',')))
        {
            var (one, other) = (groups.GetValueOrDefault(words[0], words[0]), groups.GetValueOrDefault(words[1], words[1]));
            groups[words[0]] = groups[words[1]] = one;
            foreach (var name in groups.Where(pair => pair.Value == other).Select(pair => pair.Key).ToList())
            {
                groups[name] = one;
            }
        }

        using var archive = ZipFile.OpenRead(Path.Join(folder, "images.zip"));
        var pictures = File.ReadLines(Path.Join(folder, "images.csv")).Skip(1).Select(line => line.Split(','))
            .OrderBy(words => words[1], StringComparer.Ordinal)
            .Select(words =>
            {
                using var stream = archive.GetEntry(words[0])!.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                return new JudgedPicture(words[0], words[4], groups.GetValueOrDefault(words[0]), ImageDecoder.Decode(bytes.ToArray(), PixelFormat.Rgb24));
            });
        return new JudgedPictures([.. pictures]);
    }

    /// <summary>Whether people said that two pictures show the same.</summary>
    /// <remarks>Pictures of which nobody said anything count as different, so a precision is no less than what follows from this.</remarks>
    public bool AreSame(int first, int second) => Pictures[first].Group is { } group && group == Pictures[second].Group;
}

/// <param name="Name">Of its file.</param>
/// <param name="Label">What it shows.</param>
/// <param name="Group">The same for what shows the same; null where nobody compared it.</param>
/// <param name="Image">Coloured.</param>
internal sealed record JudgedPicture(string Name, string Label, string? Group, Image Image);
