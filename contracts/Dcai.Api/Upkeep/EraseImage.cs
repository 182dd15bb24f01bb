namespace Dcai.Api;

/// <summary>Erase one image.</summary>
public sealed record EraseImage
{
    /// <summary>Why, in one line; it stays in the audit.</summary>
    public required string Reason { get; init; }
}
