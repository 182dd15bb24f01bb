using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Releases;

namespace Dcai.ReviewGateway.Models;

/// <summary>A dataset's trained models: those of its rounds, and those that its releases are evaluated with.</summary>
internal sealed class ModelShelf(IObjectStore store)
{
    /// <summary>The training whose models are a release's.</summary>
    private const string PipelineOutput = Curation.ReleasePlanner.PipelineOutput;

    /// <summary>The members of a round's ensemble, trained so far.</summary>
    /// <exception cref="GatewayProblemException">The round has no model.</exception>
    public async Task<IReadOnlyList<ModelDescription>> OfRoundAsync(string datasetId, int round, CancellationToken cancellationToken)
    {
        var cards = await CardsAsync(datasetId, round, cancellationToken);
        var set = await store.GetDocumentAsync(StoreKeys.TrainingSet(datasetId, round), Formats.TrainingSet, cancellationToken);
        var snapshot = await SnapshotAsync(datasetId, set.Snapshot, cancellationToken);
        return [.. cards.Select(card => ReleaseMapping.ToApi(datasetId, card, outcome: null, release: null, snapshot))];
    }

    /// <summary>The reference models trained on a release's images, one per seed, trained so far.</summary>
    /// <exception cref="GatewayProblemException">There is no such release, or none of its models is trained yet.</exception>
    public async Task<IReadOnlyList<ModelDescription>> OfReleaseAsync(string datasetId, int release, CancellationToken cancellationToken)
    {
        var plan = await ReleaseAsync(datasetId, release, cancellationToken);
        var outcomes = await OutcomesAsync(datasetId, plan, cancellationToken);
        var snapshot = await SnapshotAsync(datasetId, plan.Snapshot, cancellationToken);
        return [.. outcomes.Select(outcome => ReleaseMapping.ToApi(datasetId, outcome.Card, outcome, release, snapshot))];
    }

    /// <summary>The weights of one member of a round's ensemble.</summary>
    public async Task<Descriptor> WeightsOfRoundAsync(string datasetId, int round, int number, CancellationToken cancellationToken) =>
        (await CardsAsync(datasetId, round, cancellationToken)).FirstOrDefault(card => card.Member == number)?.Weights
        ?? throw NoModel($"Round {round} of dataset '{datasetId}' has no model {number}: see GET /api/datasets/{datasetId}/rounds/{round}/models.");

    /// <summary>The weights of one of a release's models.</summary>
    public async Task<Descriptor> WeightsOfReleaseAsync(string datasetId, int release, int number, CancellationToken cancellationToken)
    {
        var outcomes = await OutcomesAsync(datasetId, await ReleaseAsync(datasetId, release, cancellationToken), cancellationToken);
        return outcomes.FirstOrDefault(outcome => outcome.SeedNumber == number)?.Card.Weights
            ?? throw NoModel($"Release {release} of dataset '{datasetId}' has no model {number}: see GET /api/datasets/{datasetId}/releases/{release}/models.");
    }

    private static GatewayProblemException NoModel(string detail) => Refusal.NotFound("no-model", detail);

    private async Task<IReadOnlyList<ModelCard>> CardsAsync(string datasetId, int round, CancellationToken cancellationToken)
    {
        var cards = new List<ModelCard>();
        while (round > 0
            && await store.TryGetDocumentAsync(StoreKeys.ModelCard(datasetId, round, cards.Count), Formats.ModelCard, cancellationToken) is { } card)
        {
            cards.Add(card);
        }

        return cards.Count > 0
            ? cards
            : throw NoModel($"Dataset '{datasetId}' has no model of round {round}: its status says which round it is in; a round that ranks with an earlier model has none of its own.");
    }

    private async Task<Release> ReleaseAsync(string datasetId, int release, CancellationToken cancellationToken)
    {
        var plan = release < 1 ? null : await store.TryGetDocumentAsync(StoreKeys.Release(datasetId, release), Formats.Release, cancellationToken);
        return plan ?? throw ReleaseShelf.NoRelease(datasetId, release);
    }

    private async Task<IReadOnlyList<TrainingOutcome>> OutcomesAsync(string datasetId, Release plan, CancellationToken cancellationToken)
    {
        var outcomes = new List<TrainingOutcome>();
        for (var index = 0; index < plan.Trainings.Count; index++)
        {
            if (plan.Trainings[index].Name == PipelineOutput
                && await store.TryGetDocumentAsync(
                    StoreKeys.FoldOutcome(datasetId, plan.ReleaseVersion, index), Formats.Outcome, cancellationToken) is { } outcome)
            {
                outcomes.Add(outcome);
            }
        }

        return outcomes.Count > 0
            ? outcomes
            : throw NoModel($"No model of release {plan.ReleaseVersion} of dataset '{datasetId}' is trained yet: see its status for how far it is.");
    }

    private Task<Snapshot> SnapshotAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        store.GetDocumentAsync(StoreKeys.Snapshot(datasetId, version), Formats.Snapshot, cancellationToken);
}
