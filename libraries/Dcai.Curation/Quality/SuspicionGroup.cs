namespace Dcai.Curation.Quality;

/// <summary>Samples of one suspicion.</summary>
internal readonly record struct SuspicionGroup(int Count, int Issues)
{
    /// <summary>The most suspicious first.</summary>
    /// <exception cref="ArgumentException">The counts differ, or a suspicion is no number.</exception>
    public static SuspicionGroup[] Descending(IReadOnlyList<double> suspicion, IReadOnlyList<bool> isIssue)
    {
        ArgumentNullException.ThrowIfNull(suspicion);
        ArgumentNullException.ThrowIfNull(isIssue);
        if (suspicion.Count != isIssue.Count)
        {
            throw new ArgumentException($"Expected a suspicion for each of {isIssue.Count} samples, but there are {suspicion.Count}.", nameof(suspicion));
        }

        if (suspicion.Any(double.IsNaN))
        {
            throw new ArgumentException("Expected suspicions that can be ordered, but one is no number.", nameof(suspicion));
        }

        return
        [
            .. Enumerable.Range(0, isIssue.Count)
                .GroupBy(n => suspicion[n])
                .OrderByDescending(group => group.Key)
                .Select(group => new SuspicionGroup(group.Count(), group.Count(n => isIssue[n]))),
        ];
    }
}
