namespace Dcai.Api;

/// <summary>One point of a learning curve.</summary>
public sealed record LearningCurvePointReport
{
    /// <summary>m, training images.</summary>
    public required int Train { get; init; }

    /// <summary>1 − accuracy on the held-out images, mean over the seeds, range [0, 1].</summary>
    public required double Error { get; init; }

    /// <summary>Over the seeds; 0 for one.</summary>
    public required double ErrorSd { get; init; }
}
