namespace Dcai.Curation.Quality;

/// <summary>How far apart two feature vectors are.</summary>
public enum NeighbourMetric
{
    /// <summary>1 − cos of the angle, range [0, 2]; 1 where a vector is zero. For features of many dimensions.</summary>
    Cosine,

    /// <summary>Length of the difference, at least 0.</summary>
    Euclidean,
}
