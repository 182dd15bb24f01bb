namespace Dcai.Fingerprints.Known;

/// <summary>What is kept of an image that has arrived.</summary>
/// <param name="Id">SHA-256 of its bytes.</param>
/// <param name="Splits">The splits under which it arrived.</param>
/// <param name="Hash">Its perceptual hash (<see cref="PerceptualHash"/>); null where none was computed.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Coloured">Whether it stores colours; null where that is not known.</param>
public readonly record struct KnownImage(ImageId Id, SplitSet Splits, ulong? Hash, int Width, int Height, bool? Coloured = null);
