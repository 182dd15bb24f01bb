namespace Dcai.Api;

/// <summary>Accepted uploads that nobody has ingested yet.</summary>
public sealed record UploadList
{
    public required IReadOnlyList<string> Waiting { get; init; }

    /// <summary>Where the next page begins; absent on the last.</summary>
    public string? NextCursor { get; init; }
}
