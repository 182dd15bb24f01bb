namespace Dcai.Fingerprints.Sources;

/// <summary>How files are packed into one.</summary>
public enum ArchiveKind
{
    Tar,

    /// <summary>Tar within gzip.</summary>
    TarGzip,

    Zip,
}
