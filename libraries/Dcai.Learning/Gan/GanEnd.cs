namespace Dcai.Learning;

/// <summary>Why a training of a generator ended.</summary>
public enum GanEnd
{
    /// <summary>All steps are done.</summary>
    Iterations,

    /// <summary>The Fréchet distance has not become smaller for some checks.</summary>
    NoImprovement,

    /// <summary>The classifier recognises too few of the painted images.</summary>
    LostAgreement,

    /// <summary>It failed more often than it may go back.</summary>
    Failed,
}
