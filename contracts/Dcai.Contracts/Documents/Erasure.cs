namespace Dcai.Contracts.Documents;

/// <summary>An image that was erased: nothing shows it, learns from it or takes it again.</summary>
public sealed record Erasure
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits. It is all that is kept of them.</summary>
    public required string SampleId { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }
}
