namespace Dcai.Contracts.Documents;

/// <summary>Which end of the ranking an item comes from.</summary>
public enum ReviewEnd
{
    /// <summary>Not ranked: seed and conflict reviews.</summary>
    None,
    LikelyValid,
    LikelyInvalid,
}
