namespace Dcai.Learning;

/// <summary>How a training fails.</summary>
public enum GanFailure
{
    /// <summary>A loss or a feature is infinite or not a number.</summary>
    Diverged,

    /// <summary>The images of a class are nearly all the same.</summary>
    Collapsed,
}
