namespace Dcai.Api;

/// <summary>One version of a dataset's settings; versions never change.</summary>
public sealed record SettingsVersion
{
    /// <summary>1 is the first.</summary>
    public required int Version { get; init; }

    public required DatasetSettings Settings { get; init; }

    /// <summary>SHA-256 of the list of external test images, 64 hexadecimal digits; absent where there is none.</summary>
    public string? TestSetDigest { get; init; }

    /// <summary>SHA-256 of the safetensors file that auxiliary trainings begin with, 64 hexadecimal digits; absent where there is none.</summary>
    public string? InitialWeightsDigest { get; init; }
}
