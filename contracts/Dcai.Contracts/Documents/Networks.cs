namespace Dcai.Contracts.Documents;

/// <summary>Names of networks.</summary>
public static class Networks
{
    /// <summary>The competition's: ResNet50 cut after conv2_block3_out.</summary>
    public const string Reference = "reference";

    /// <summary>A small convolutional network that trains fast on drawings and letters.</summary>
    public const string Compact = "compact";

    public static IReadOnlyList<string> All { get; } = [Reference, Compact];
}
