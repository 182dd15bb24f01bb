using Dcai.Cli.Synthetic;

namespace Dcai.Imaging.Tests.Synthetic;

/// <summary>One small set, written once for the tests that only read it.</summary>
public sealed class GeneratedSet : IDisposable
{
    internal static readonly SyntheticOptions Options =
        new() { Count = 300, TestCount = 30, Seed = 7, DuplicateShare = 0.05, ConflictShare = 0.02 };

    public GeneratedSet() => Images = SyntheticNumerals.Write(Root, Options);

    public string Root { get; } = Directory.CreateTempSubdirectory("dcai-synthetic-").FullName;

    internal IReadOnlyList<SyntheticImage> Images { get; }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
