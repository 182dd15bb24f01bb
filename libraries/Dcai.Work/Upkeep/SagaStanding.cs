using System.Text.Json;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work.Upkeep;

/// <summary>What upkeep wants to know of a dataset's saga, whose state is the orchestrator's own.</summary>
internal sealed record SagaStanding
{
    private const string Cancelled = "Cancelled";

    private static readonly DocumentFormat<SagaStanding> Format = new("dcai.curation", 1);

    public required string CurrentState { get; init; }

    public int SettingsVersion { get; init; }

    public bool GenerationActive { get; init; }

    public IReadOnlyList<OwedId> Outstanding { get; init; } = [];

    /// <summary>Nothing will ever be asked for again.</summary>
    public bool IsCancelled => CurrentState == Cancelled;

    /// <summary>The owner has never started it: it has only collected.</summary>
    public bool IsUnstarted => SettingsVersion == 0;

    /// <summary>The newest versions, the newest first.</summary>
    public static async Task<IReadOnlyList<SagaStanding>> NewestAsync(IObjectStore store, string datasetId, int count, CancellationToken cancellationToken)
    {
        var standings = new List<SagaStanding>();
        await foreach (var version in store.ListAsync(StoreKeys.SagaPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            // One that is gone was pruned since; there are newer ones, and nobody prunes those.
            if (await store.TryGetDocumentAsync(version.Key, Format, cancellationToken).ConfigureAwait(false) is { } standing)
            {
                standings.Add(standing);
            }

            if (standings.Count == count)
            {
                break;
            }
        }

        return standings;
    }

    internal sealed record OwedId
    {
        public required string CommandId { get; init; }
    }
}
