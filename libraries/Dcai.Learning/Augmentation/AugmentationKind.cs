namespace Dcai.Learning;

/// <summary>A kind of distortion, and what its amount means.</summary>
/// <param name="Name">As policy files call it.</param>
/// <param name="Unit">Of the amount, for people.</param>
/// <param name="Amount">The default.</param>
/// <param name="Least">Smallest amount.</param>
/// <param name="Most">Largest amount.</param>
/// <param name="Probability">The default.</param>
public sealed record AugmentationKind(string Name, string Unit, double Amount, double Least, double Most, double Probability = 1)
{
    internal const string Rotation = "rotation";
    internal const string Translation = "translation";
    internal const string Contrast = "contrast";
    internal const string BlackSpots = "black-spots";
    internal const string WhiteSpots = "white-spots";
    internal const string DashedLines = "dashed-lines";
    internal const string FlipHorizontal = "flip-horizontal";
    internal const string FlipVertical = "flip-vertical";
    internal const string Crop = "crop";
    internal const string Scale = "scale";
    internal const string Shear = "shear";
    internal const string Elastic = "elastic";
    internal const string Noise = "noise";
    internal const string Blur = "blur";
    internal const string ColourJitter = "colour-jitter";
    internal const string CutOut = "cut-out";

    /// <summary>
    /// Every kind. The first six are the paper's (step 2) with its factors; where it gives none, as for the strokes, they are ours.
    /// </summary>
    public static IReadOnlyList<AugmentationKind> All { get; } =
    [
        new(Rotation, "largest turn either way, as a share of a full turn", 0.05, 0, 0.5),
        new(Translation, "largest shift either way, as a share of the size", 0.2, 0, 0.5),
        new(Contrast, "largest change of the factor either way", 0.5, 0, 0.95),
        new(BlackSpots, "spots per image, like strokes of a pen", 2, 0, 16, 0.5),
        new(WhiteSpots, "spots per image", 2, 0, 16, 0.5),
        new(DashedLines, "lines per image, of any length and direction", 2, 0, 16, 0.5),
        new(FlipHorizontal, "nothing: the probability says it all", 1, 1, 1, 0.5),
        new(FlipVertical, "nothing: the probability says it all", 1, 1, 1, 0.5),
        new(Crop, "smallest share of the area that is kept", 0.7, 0.05, 1),
        new(Scale, "largest change of the factor either way", 0.2, 0, 0.9),
        new(Shear, "largest sideways shift per step down, as a tangent", 0.2, 0, 1),
        new(Elastic, "size of the displacements, as a share of the size", 0.03, 0, 0.2),
        new(Noise, "largest standard deviation, gray levels", 12, 0, 128),
        new(Blur, "largest standard deviation, pixels", 1, 0, 8),
        new(ColourJitter, "largest change of brightness, saturation and (as a share of half a turn) hue", 0.2, 0, 0.9),
        new(CutOut, "share of the area that is erased", 0.1, 0, 0.5, 0.5),
    ];

    internal static AugmentationKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
