namespace Dcai.Contracts.Documents;

/// <summary>Names of the ways from an image's bytes to a network's input.</summary>
public static class Preprocessings
{
    /// <summary>The competition's: bilinear with half-pixel centres, without antialiasing, the aspect ratio not kept.</summary>
    public const string Reference = "reference";

    /// <summary>The whole image with antialiasing, the aspect ratio not kept.</summary>
    public const string Antialiased = "antialiased";

    /// <summary>The part with ink on it, with antialiasing.</summary>
    public const string Ink = "ink";

    public static IReadOnlyList<string> All { get; } = [Reference, Antialiased, Ink];
}
