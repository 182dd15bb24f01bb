namespace Dcai.Api;

/// <summary>How a release is put together. What is left out is the paper's balance.</summary>
public sealed record ReleaseSettings
{
    /// <summary>Which images become surplus: random, or redundant (images that look alike first, then those of the lowest EL2N).</summary>
    public string Surplus { get; init; } = "random";

    /// <summary>What others may do with the images: an SPDX identifier or an address; empty where nothing is stated.</summary>
    public string Licence { get; init; } = "";
}
