namespace Dcai.Api;

/// <summary>What became of a notification about a bucket.</summary>
public sealed record BucketHints
{
    /// <summary>Objects that are looked at now.</summary>
    public required int Noted { get; init; }

    /// <summary>Entries that are about something else: another bucket or prefix, or no new object.</summary>
    public required int Ignored { get; init; }
}
