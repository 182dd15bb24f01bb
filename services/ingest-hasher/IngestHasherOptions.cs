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
}
