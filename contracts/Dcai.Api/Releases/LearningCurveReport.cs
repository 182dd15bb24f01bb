namespace Dcai.Api;

/// <summary>Error rates at shares of the training images, and the power law through them: ε(m) = α·m^β + γ.</summary>
public sealed record LearningCurveReport
{
    /// <summary>By rising number of training images.</summary>
    public required IReadOnlyList<LearningCurvePointReport> Points { get; init; }

    /// <summary>Held-out images that every point was tested on.</summary>
    public int Test { get; init; }

    /// <summary>α; absent where no law could be fitted.</summary>
    public double? Alpha { get; init; }

    /// <summary>β, at most 0.</summary>
    public double? Beta { get; init; }

    /// <summary>γ, the error rate that more images of this kind do not go below; range [0, 1].</summary>
    public double? Gamma { get; init; }

    /// <summary>How many more training images two points of accuracy take by the law; absent where it never gets there.</summary>
    public int? ImagesForTwoPoints { get; init; }
}
