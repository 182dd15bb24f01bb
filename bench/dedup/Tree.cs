namespace Dcai.Bench.Dedup;

/// <summary>Generated files, a tenth of them copies of others. The same seed makes the same tree.</summary>
internal static class Tree
{
    private const int FilesPerFolder = 1000;
    private const int CopyOneIn = 10;
    private const int KeptSeeds = 50_000;

    /// <param name="folder">Made here.</param>
    /// <param name="count">Files.</param>
    /// <param name="sizes">The least and the most bytes of a file.</param>
    /// <param name="seed">All randomness derives from it.</param>
    public static void Make(string folder, int count, (int Least, int Most) sizes, int seed)
    {
        var random = new Random(seed);
        var seeds = new List<(int Seed, int Size)>();
        var bytes = new byte[sizes.Most];
        for (var i = 0; i < count; i++)
        {
            if (i % FilesPerFolder == 0)
            {
                Directory.CreateDirectory(Path.Join(folder, $"{i / FilesPerFolder:D4}"));
            }

            var content = seeds.Count > 0 && random.Next(CopyOneIn) == 0 ? seeds[random.Next(seeds.Count)] : (Seed: i, Size: random.Next(sizes.Least, sizes.Most + 1));
            if (content.Seed == i && seeds.Count < KeptSeeds)
            {
                seeds.Add(content);
            }

            new Random(content.Seed).NextBytes(bytes.AsSpan(0, content.Size));
            using var file = File.OpenHandle(Path.Join(folder, $"{i / FilesPerFolder:D4}", $"{i:D7}.bin"), FileMode.CreateNew, FileAccess.Write);
            RandomAccess.Write(file, bytes.AsSpan(0, content.Size), fileOffset: 0);
        }
    }
}
