namespace Dcai.Contracts.Documents;

/// <summary>Which end of the ranking an item comes from.</summary>
public enum ReviewEnd
{
    /// <summary>Not ranked: seed and conflict reviews.</summary>
    None,
    LikelyValid,
    LikelyInvalid,

    /// <summary>Drawn at random from what is proposed for certification in bulk.</summary>
    Audit,
}
