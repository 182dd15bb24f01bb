namespace Dcai.Api;

/// <summary>Everything that a restored dataset is made of; what else was sent for it is dropped.</summary>
public sealed record RestoredObjects
{
    public required IReadOnlyList<BackupEntry> Entries { get; init; }
}
