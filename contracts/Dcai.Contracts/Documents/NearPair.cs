namespace Dcai.Contracts.Documents;

/// <summary>Two samples that show the same, though their bytes and their perceptual hashes differ.</summary>
public sealed record NearPair
{
    /// <summary>The smaller id.</summary>
    public required string First { get; init; }

    public required string Second { get; init; }

    /// <summary>How much more alike the two are than samples usually are here, range (0, 1]; 1 for equal ones.</summary>
    public required double Likeness { get; init; }
}
