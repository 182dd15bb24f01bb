using System.Security.Cryptography;
using Dcai.Cli.Synthetic;

namespace Dcai.Imaging.Tests.Synthetic;

public sealed class WhenSyntheticNumeralsAreWrittenAgain : IDisposable
{
    private static readonly SyntheticOptions Small = new() { Count = 100, TestCount = 10, Seed = 7 };

    private readonly string directory = Directory.CreateTempSubdirectory("dcai-synthetic-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void The_same_options_give_the_same_files()
    {
        SyntheticNumerals.Write(Sub("a"), Small);
        SyntheticNumerals.Write(Sub("b"), Small);

        Assert.Equal(DigestsBelow(Sub("a")), DigestsBelow(Sub("b")));
    }

    [Fact]
    public void Another_seed_gives_other_files()
    {
        SyntheticNumerals.Write(Sub("a"), Small);
        SyntheticNumerals.Write(Sub("b"), Small with { Seed = 8 });

        Assert.Empty(DigestsBelow(Sub("a")).Values.Intersect(DigestsBelow(Sub("b")).Values));
    }

    [Fact]
    public void What_was_stopped_halfway_is_completed_to_the_same_files()
    {
        using var stop = new CancellationTokenSource();
        var written = new Stopper(stop, after: 50);
        Assert.ThrowsAny<OperationCanceledException>(() => SyntheticNumerals.Write(Sub("a"), Small, written, stop.Token));
        Assert.False(File.Exists(Sub("a/oracle.csv")));

        SyntheticNumerals.Write(Sub("a"), Small);
        SyntheticNumerals.Write(Sub("b"), Small);

        Assert.Equal(DigestsBelow(Sub("b")), DigestsBelow(Sub("a")));
    }

    [Fact]
    public void A_directory_with_anything_else_is_refused()
    {
        SyntheticNumerals.Write(Sub("a"), Small with { Count = 60, TestCount = 0 });
        Directory.CreateDirectory(Sub("b"));
        File.WriteAllText(Sub("b/notes.txt"), "mine");

        Assert.Contains("holds other data", Refusal(Sub("a")), StringComparison.Ordinal);
        Assert.Contains("not empty", Refusal(Sub("b")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0.04)]
    [InlineData(300, 0.6)]
    [InlineData(300, -0.1)]
    public void Options_that_cannot_be_met_are_refused(int count, double junk) =>
        Assert.Throws<ArgumentException>(() => SyntheticNumerals.Write(Sub("a"), new SyntheticOptions { Count = count, JunkShare = junk }));

    private string Sub(string name) => Path.Combine(directory, name);

    private static string Refusal(string directory) =>
        Assert.Throws<IOException>(() => SyntheticNumerals.Write(directory, Small)).Message;

    private static SortedDictionary<string, string> DigestsBelow(string root) => new(
        Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(
            file => Path.GetRelativePath(root, file),
            file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    private sealed class Stopper(CancellationTokenSource stop, int after) : IProgress<int>
    {
        public void Report(int value)
        {
            if (value == after)
            {
                stop.Cancel();
            }
        }
    }
}
