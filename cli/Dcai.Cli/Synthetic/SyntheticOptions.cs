namespace Dcai.Cli.Synthetic;

/// <summary>What to generate. Shares are parts of <see cref="Count"/> in [0, 1]; each file has at most one planted fault.</summary>
internal sealed record SyntheticOptions
{
    /// <summary>Images in train and validation together, faults included; at least 40.</summary>
    public int Count { get; init; } = 2880;

    /// <summary>Clean images in the label book, the test set.</summary>
    public int TestCount { get; init; } = 200;

    /// <summary>The same options give the same bytes on every machine with the same libpng and zlib.</summary>
    public ulong Seed { get; init; } = 1;

    public double ValidationShare { get; init; } = 0.28;

    /// <summary>A numeral in the folder of another one.</summary>
    public double MislabelledShare { get; init; } = 0.04;

    /// <summary>Scribbles, blank pages, crossed-out numerals, two numerals, other signs.</summary>
    public double JunkShare { get; init; } = 0.06;

    /// <summary>Byte-identical copies between train and validation under the same label.</summary>
    public double DuplicateShare { get; init; } = 0.017;

    /// <summary>Byte-identical copies within one split under another label.</summary>
    public double ConflictShare { get; init; } = 0.003;

    /// <summary>Copies moved by some pixels and brightened or darkened.</summary>
    public double NearDuplicateShare { get; init; } = 0.01;

    /// <exception cref="ArgumentException">Too few images, or shares that leave less than half of them without a fault.</exception>
    public void Validate()
    {
        if (Count < 40 || TestCount < 0)
        {
            throw new ArgumentException(
                $"a synthetic set needs at least 40 images and no negative test count, not {Count} and {TestCount}");
        }

        double[] shares = [ValidationShare, MislabelledShare, JunkShare, DuplicateShare, ConflictShare, NearDuplicateShare];
        if (Array.Exists(shares, share => share is not (>= 0 and <= 1)) || shares[1..].Sum() > 0.5 || ValidationShare is 0 or > 0.5)
        {
            throw new ArgumentException(
                "the shares of a synthetic set must leave at least half of it without a fault and at least half of it for training");
        }
    }
}
