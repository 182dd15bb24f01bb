namespace Dcai.Contracts.Documents;

/// <summary>How a release is put together. What is left out is the paper's balance.</summary>
public sealed record ReleasePolicy
{
    /// <summary>Which images become surplus: one of <see cref="SurplusPolicies"/>.</summary>
    public string Surplus { get; init; } = SurplusPolicies.Random;

    /// <summary>What others may do with the images: an SPDX identifier or an address; empty where nothing is stated.</summary>
    public string Licence { get; init; } = "";

    /// <summary>N_max: the most training images of a release (paper: 10 000). Surplus, gathered images and augmented copies fill the balanced set up to it; 0 leaves the balanced set as it is.</summary>
    public int LargestTrainCount { get; init; }

    /// <summary>Share of N_max that is kept for the classes that are harder than the mean, range [0, 0.5].</summary>
    public double HardClassShare { get; init; } = 0.1;

    /// <summary>How copies are distorted, in the order of application; absent for a little turning, moving, scaling, shearing and bending.</summary>
    public IReadOnlyList<AugmentationStep>? Augmentation { get; init; }
}
