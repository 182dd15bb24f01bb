namespace Dcai.Contracts;

/// <summary>Hash, check and list the images of one accepted upload (paper, step 1).</summary>
public sealed record IngestImages
{
    public required string DatasetId { get; init; }

    /// <summary>SHA-256 of the command's canonical JSON, 64 hexadecimal digits.</summary>
    public required string CommandId { get; init; }

    /// <summary>Names the inbox document that lists the files.</summary>
    public required string UploadId { get; init; }
}
