using System.Text;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Fingerprints.Tests.Duplicates;

/// <summary>A folder of generated files, and what a search that reads all of them finds.</summary>
internal sealed class GeneratedTree : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Root => _folder.Root;

    public string Of(string relative) => Path.Combine(Root, relative);

    public string Write(string relative, byte[] content)
    {
        var path = Of(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Files of one to nine pages, some equal, some different in one byte at the beginning, in the middle or at the end.</summary>
    public void Fill(int count, int seed)
    {
        int[] sizes = [0, 1, 15, 16, 17, 300, 4094, 4095, 4096, 4097, 8191, 8192, 8193, 12_288, 12_289, 36_864, 300_000];
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var size = sizes[random.Next(sizes.Length)];
            var content = new byte[size];
            new Random(size).NextBytes(content);
            if (size > 0 && random.Next(3) > 0)
            {
                int[] places = [0, size / 2, size - 1, Math.Min(size - 1, 4095), Math.Min(size - 1, 4096), Math.Max(0, size - 4096), Math.Max(0, size - 4097)];
                content[places[random.Next(places.Length)]] ^= (byte)(1 + random.Next(2));
            }

            Write($"{(char)('a' + random.Next(5))}/{(random.Next(2) == 0 ? "deep/er/" : "")}{i}.bin", content);
        }
    }

    /// <summary>One line for each group: its members' relative paths in ordinal order.</summary>
    public string[] ByReadingEverything() =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).Length > 0)
            .GroupBy(path => Encoding.Latin1.GetString(File.ReadAllBytes(path)), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group => string.Join(' ', group.Select(Relative).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal)];

    public string[] Lines(IEnumerable<DuplicateGroup> groups) => [.. groups.Select(group => string.Join(' ', group.Files.Select(file => Relative(file.PathText))))];

    public DuplicateReport Search(bool fast = false, int? near = null, int threads = 4) =>
        DuplicateSearch.Run(new DuplicateRequest { Folders = [Root], Fast = fast, NearDistance = near, Threads = threads }, new DuplicateProgress());

    public string Relative(string path) => path[(Root.Length + 1)..];

    public void Dispose() => _folder.Dispose();
}
