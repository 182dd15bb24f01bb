using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Problems;
using Dcai.Work;

namespace Dcai.ReviewGateway.Samples;

/// <summary>The rankings of a dataset's rounds.</summary>
internal sealed class RankingShelf(IObjectStore store)
{
    /// <summary>Nats, about doubling: a loss below 0.7 is a model that believes the label.</summary>
    private static readonly double[] LossBounds = [0.01, 0.03, 0.1, 0.3, 0.7, 1, 2, 4, 8];

    /// <inheritdoc cref="StoredRankings.RankingAsync"/>
    public Task<IReadOnlyDictionary<string, RankedSample>?> ReadAsync(string datasetId, int round, CancellationToken cancellationToken) =>
        store.RankingAsync(datasetId, round, cancellationToken);

    /// <inheritdoc cref="ReadAsync"/>
    /// <exception cref="GatewayProblemException">The round has ranked nothing.</exception>
    public async Task<IReadOnlyDictionary<string, RankedSample>> GetAsync(string datasetId, int round, CancellationToken cancellationToken) =>
        await ReadAsync(datasetId, round, cancellationToken)
        ?? throw Refusal.NotFound("no-ranking", $"Dataset '{datasetId}' has ranked nothing in round {round}: see GET /api/datasets/{datasetId}/rounds.");

    /// <summary>The ranking as a whole.</summary>
    /// <param name="round">The round.</param>
    /// <param name="ranked">Its ranking.</param>
    /// <param name="samples">The newest snapshot's samples, which know the given labels.</param>
    /// <param name="classes">In the settings' order.</param>
    public static RankingSummary Summarize(int round, IReadOnlyDictionary<string, RankedSample> ranked, IReadOnlyList<Sample> samples, IReadOnlyList<string> classes)
    {
        var bins = new int[LossBounds.Length + 1];
        foreach (var sample in ranked.Values)
        {
            var bin = Array.BinarySearch(LossBounds, sample.Loss);
            bins[bin < 0 ? ~bin : bin]++;
        }

        return new RankingSummary
        {
            Round = round,
            Samples = ranked.Count,
            LossBounds = LossBounds,
            LossCounts = bins,
            Suggested = Matrices.Count(classes, samples.Where(sample => ranked.ContainsKey(sample.SampleId)), sample => ranked[sample.SampleId].SuggestedLabel),
        };
    }
}
