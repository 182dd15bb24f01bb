namespace Dcai.Curation;

/// <summary>How far one item of a review has come.</summary>
public enum ItemStanding
{
    /// <summary>Fewer reviewers than are asked for have decided, and they agree so far.</summary>
    Undecided,

    /// <summary>Reviewers disagree: somebody has to adjudicate.</summary>
    Disputed,

    /// <summary>As many reviewers as are asked for say the same, or somebody has adjudicated.</summary>
    Settled,
}
