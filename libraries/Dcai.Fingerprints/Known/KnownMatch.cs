namespace Dcai.Fingerprints.Known;

/// <summary>The known image that an arriving one is, or looks like.</summary>
/// <param name="Id">The known one's.</param>
/// <param name="Exact">The bytes are the same.</param>
/// <param name="Distance">Bits in which the perceptual hashes differ; 0 for the same bytes.</param>
/// <param name="Splits">Under which the known one arrived.</param>
public sealed record KnownMatch(ImageId Id, bool Exact, int Distance, SplitSet Splits);
