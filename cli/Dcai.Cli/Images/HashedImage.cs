using Dcai.Fingerprints;

namespace Dcai.Cli.Images;

/// <summary>One image on disk and what identifies it.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="SampleId">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="SizeBytes">Its length.</param>
internal sealed record HashedImage(ImageFile File, string SampleId, long SizeBytes);
