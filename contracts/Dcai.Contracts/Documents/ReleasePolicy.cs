namespace Dcai.Contracts.Documents;

/// <summary>How a release is put together. What is left out is the paper's balance.</summary>
public sealed record ReleasePolicy
{
    /// <summary>Which images become surplus: one of <see cref="SurplusPolicies"/>.</summary>
    public string Surplus { get; init; } = SurplusPolicies.Random;

    /// <summary>What others may do with the images: an SPDX identifier or an address; empty where nothing is stated.</summary>
    public string Licence { get; init; } = "";
}
