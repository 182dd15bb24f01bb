namespace Dcai.Contracts;

/// <summary>Why people are asked.</summary>
public enum ReviewPurpose
{
    /// <summary>A random sample to train the first auxiliary model on.</summary>
    Seed,

    /// <summary>Samples that arrived under several labels, or under another label than the certified one.</summary>
    Conflict,

    /// <summary>The most likely valid and the most likely invalid samples of a round.</summary>
    Round,

    /// <summary>A random sample of what was certified in bulk.</summary>
    Audit,

    /// <summary>What the generator painted.</summary>
    Synthesis,
}
