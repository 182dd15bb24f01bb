namespace Dcai.Api;

/// <summary>One image that a balance would move into the surplus set or back out of it.</summary>
public sealed record BalanceMove
{
    /// <summary>SHA-256 of the image's bytes, 64 hexadecimal digits.</summary>
    public required string SampleId { get; init; }

    public required string Label { get; init; }

    /// <summary>Where the last release had it.</summary>
    public required BalancePlace From { get; init; }

    public required BalancePlace To { get; init; }

    /// <summary>In words.</summary>
    public required string Why { get; init; }
}
