namespace Dcai.Api;

/// <summary>The external test set is stored and named by the settings.</summary>
public sealed record TestSetReceipt
{
    /// <summary>The version of the settings that names it.</summary>
    public required int SettingsVersion { get; init; }

    /// <summary>Distinct images.</summary>
    public required int SampleCount { get; init; }

    /// <summary>SHA-256 of the list of images and labels, 64 hexadecimal digits.</summary>
    public required string Digest { get; init; }
}
