using System.Globalization;

namespace Dcai.Curation.Quality;

/// <summary>Features of samples, as a model sees them before its last layer; checked once.</summary>
public sealed class FeatureMatrix
{
    /// <summary>Squares of differences stay finite in single precision.</summary>
    private const float Largest = 1e15f;

    private readonly float[] values;

    /// <param name="values">float32 [N, D] row-major, each within ±1e15. Kept: the caller writes to it no more.</param>
    /// <param name="featureCount">D, at least 1.</param>
    /// <exception cref="ArgumentException">The length is no multiple of D, or a feature is larger or no number; the message names the row.</exception>
    public FeatureMatrix(float[] values, int featureCount)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.values = values;
        (Count, FeatureCount) = (RowMajor.RowCount(values.Length, featureCount, nameof(values)), featureCount);
        if (Array.FindIndex(values, value => !(Math.Abs(value) <= Largest)) is >= 0 and var index)
        {
            throw new ArgumentException(string.Create(
                CultureInfo.InvariantCulture,
                $"Expected features within ±{Largest}, but row {index / featureCount} has {values[index]} at {index % featureCount}."));
        }
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>D.</summary>
    public int FeatureCount { get; }

    /// <summary>float32 [D], the features of one sample.</summary>
    public ReadOnlySpan<float> Row(int n) => values.AsSpan(n * FeatureCount, FeatureCount);

    /// <summary>float32 [N, D] row-major.</summary>
    internal ReadOnlySpan<float> All => values;

    /// <summary>Every row scaled to length 1; a row of zeros stays.</summary>
    internal FeatureMatrix Normalized()
    {
        var normalized = new float[values.Length];
        for (var n = 0; n < Count; n++)
        {
            var length = Math.Sqrt(RowMajor.Widen(Row(n)).Sum(value => value * value));
            for (var d = 0; d < FeatureCount && length > 0; d++)
            {
                normalized[(n * FeatureCount) + d] = (float)(values[(n * FeatureCount) + d] / length);
            }
        }

        return new FeatureMatrix(normalized, FeatureCount);
    }

    /// <summary>Refuses features of another model.</summary>
    /// <exception cref="ArgumentException">D differs.</exception>
    internal void CheckSameSpace(FeatureMatrix other, string name)
    {
        if (other.FeatureCount != FeatureCount)
        {
            throw new ArgumentException($"Expected {FeatureCount} features per sample, but there are {other.FeatureCount}.", name);
        }
    }
}
