namespace Dcai.Api;

/// <summary>One object of a backup; one line of the list of them. The last line has no key and is done, or says why the list ends.</summary>
public sealed record BackupEntry
{
    /// <summary>Its key in the store.</summary>
    public string? Key { get; init; }

    /// <summary>SHA-256 of its bytes, <c>sha256:</c> and 64 hexadecimal digits.</summary>
    public string? Digest { get; init; }

    public long SizeBytes { get; init; }

    public bool Done { get; init; }

    public Problem? Problem { get; init; }
}
