namespace Dcai.Api;

/// <summary>How many files were rejected for one reason.</summary>
public sealed record RefusalCount
{
    /// <summary>Without what is said of the single file.</summary>
    public required string Reason { get; init; }

    public required int Files { get; init; }
}
