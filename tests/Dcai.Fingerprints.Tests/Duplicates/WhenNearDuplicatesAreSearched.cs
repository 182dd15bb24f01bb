using Dcai.Fingerprints.Duplicates;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Tests.Duplicates;

public sealed class WhenNearDuplicatesAreSearched : IDisposable
{
    private readonly GeneratedTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Theory]
    [InlineData(0, 3000)]
    [InlineData(2, 3000)]
    [InlineData(5, 6000)]
    [InlineData(8, 6000)]
    [InlineData(16, 3000)]
    public void The_pairs_are_those_of_comparing_all_with_all(int distance, int count)
    {
        var random = new Random(distance);
        var hashes = new HashSet<ulong>();
        while (hashes.Count < count)
        {
            var hash = hashes.Count % 3 > 0 ? hashes.ElementAt(random.Next(hashes.Count)) : (ulong)random.NextInt64();
            for (var flips = random.Next(12); hashes.Count > 0 && flips > 0; flips--)
            {
                hash ^= 1UL << random.Next(64);
            }

            hashes.Add(hash);
        }

        ulong[] all = [.. hashes];
        var index = new NearHashes(all, distance);
        var found = new HashSet<(int, int)>();
        for (var query = 0; query < all.Length; query++)
        {
            index.Visit(query, (other, bits) =>
            {
                Assert.Equal(HammingDistance.Between(all[query], all[other]), bits);
                found.Add((query, other));
            });
        }

        var expected = new HashSet<(int, int)>();
        for (var i = 0; i < all.Length; i++)
        {
            for (var j = i + 1; j < all.Length; j++)
            {
                if (HammingDistance.Between(all[i], all[j]) <= distance)
                {
                    expected.Add((i, j));
                }
            }
        }

        Assert.True(distance == 0 || expected.Count > 0);
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(10)]
    public void The_groups_are_those_of_comparing_all_pictures(int distance)
    {
        for (var i = 0; i < 60; i++)
        {
            _tree.Write($"{i % 3}/{i}.png", Picture(i / 4, noise: i % 4));
        }

        _tree.Write("0/copy.png", File.ReadAllBytes(_tree.Of("0/0.png")));
        _tree.Write("0/broken.png", File.ReadAllBytes(_tree.Of("0/0.png"))[..60]);
        _tree.Write("0/text.txt", [65, 66]);

        var report = _tree.Search(near: distance);

        var expected = ByComparingAll(distance);
        Assert.NotEmpty(expected);
        Assert.Equal(expected, _tree.Lines(report.NearGroups()));
        Assert.Equal(["0/broken.png"], report.Skipped().Select(skipped => _tree.Relative(skipped.PathText)));
        Assert.All(report.NearGroups().SelectMany(group => group.Files), file => Assert.InRange(file.Distance!.Value, 0, distance));
    }

    private string[] ByComparingAll(int distance)
    {
        var files = Directory.GetFiles(_tree.Root, "*.png", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("broken.png", StringComparison.Ordinal))
            .Select(path => (Path: _tree.Relative(path), Bytes: File.ReadAllBytes(path)))
            .Select(file => (file.Path, Content: Convert.ToHexString(file.Bytes), Hash: PerceptualHash.Compute(ImageDecoder.Decode(file.Bytes, PixelFormat.Gray8))))
            .ToList();
        var groups = new List<string>();
        while (files.Count > 0)
        {
            var group = files[..1];
            files.RemoveAt(0);
            for (var i = 0; i < group.Count; i++)
            {
                var near = files.FindAll(file => HammingDistance.Between(file.Hash, group[i].Hash) <= distance);
                group.AddRange(near);
                files.RemoveAll(near.Contains);
            }

            if (group.Select(file => file.Content).Distinct().Count() > 1)
            {
                groups.Add(string.Join(' ', group.Select(file => file.Path).Order(StringComparer.Ordinal)));
            }
        }

        return [.. groups.Order(StringComparer.Ordinal)];
    }

    /// <summary>Soft shapes by the seed, and noise that changes the bytes but hardly the look.</summary>
    private static byte[] Picture(int seed, int noise)
    {
        const int size = 48;
        var (shapes, grain) = (new Random(seed), new Random(noise));
        var waves = Enumerable.Range(0, 6).Select(_ => (X: shapes.NextDouble() * 0.4, Y: shapes.NextDouble() * 0.4, Phase: shapes.NextDouble() * 6)).ToArray();
        var pixels = new byte[size * size];
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = 128 + waves.Sum(wave => 18 * Math.Sin(wave.X * (i % size) + wave.Y * (i / size) + wave.Phase));
            pixels[i] = (byte)Math.Clamp(value + grain.Next(-noise * 6, noise * 6 + 1), 0, 255);
        }

        return PngEncoder.Encode(new Image(size, size, PixelFormat.Gray8, pixels));
    }
}
