using System.ComponentModel.DataAnnotations;

namespace Dcai.IngestHasher;

/// <summary>Limits of one process, section <c>Dcai:ingest-hasher</c>.</summary>
public sealed class IngestHasherOptions
{
    /// <summary>Files that are read and decoded at once; 0 for one per processor.</summary>
    [Range(0, 1024, ErrorMessage = "Dcai:ingest-hasher:Parallelism must be in [0, 1024]; 0 takes one file per processor.")]
    public int Parallelism { get; set; }

    /// <summary>Width × height above which an image is refused before it is decoded.</summary>
    [Range(1, 10_000_000_000, ErrorMessage = "Dcai:ingest-hasher:MaximumPixels must be in [1, 10000000000].")]
    public long MaximumPixels { get; set; } = 100_000_000;

    /// <summary>Bits in which the perceptual hashes of near duplicates differ at most; −1 compares bytes only.</summary>
    [Range(-1, 16, ErrorMessage = "Dcai:ingest-hasher:NearDistance must be in [-1, 16]; -1 compares bytes only.")]
    public int NearDistance { get; set; } = 4;

    /// <summary>Folder that keeps what is known of each dataset's images, so that a start need not read it from the store; empty for none.
    /// Each process wants its own.</summary>
    public string IndexFolder { get; set; } = "";
}
