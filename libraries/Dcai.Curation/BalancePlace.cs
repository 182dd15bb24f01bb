namespace Dcai.Curation;

/// <summary>Where a release has a certified image.</summary>
public enum BalancePlace
{
    /// <summary>In none so far.</summary>
    New,

    /// <summary>Trains, validates or tests.</summary>
    Balanced,

    /// <summary>More than its class may have.</summary>
    Surplus,
}
