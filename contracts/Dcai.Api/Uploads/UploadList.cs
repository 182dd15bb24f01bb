namespace Dcai.Api;

/// <summary>Accepted uploads that nobody has ingested yet.</summary>
public sealed record UploadList
{
    public required IReadOnlyList<string> Waiting { get; init; }
}
