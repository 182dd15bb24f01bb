using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>The datasets and their settings.</summary>
internal sealed class DatasetRegistry(IObjectStore store, SettingsReader settings, DatasetRemoval removal)
{
    /// <returns>The first version and whether this call created it.</returns>
    public async Task<(SettingsVersion Version, bool Created)> CreateAsync(CreateDataset request, CancellationToken cancellationToken)
    {
        SettingsRules.CheckName(request.DatasetId);
        SettingsRules.Check(request.Settings);
        var wanted = SettingsMapping.ToDocument(request.Settings, current: null);
        await removal.FreeNameAsync(request.DatasetId, cancellationToken);
        var key = StoreKeys.Settings(request.DatasetId, 1);
        var existed = await store.HeadAsync(key, cancellationToken) is not null;
        var put = await store.PutDocumentIfAbsentAsync(key, Formats.Settings, wanted, cancellationToken);
        return AreSame(put.Stored, wanted)
            ? (SettingsMapping.ToApi(1, put.Stored), !existed)
            : throw Refusal.Conflict(
                "dataset-exists",
                $"Dataset '{request.DatasetId}' exists with other settings: choose another name, or change them with PUT /api/datasets/{request.DatasetId}/settings.");
    }

    public async IAsyncEnumerable<string> NamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var datasetId in store.VisibleDatasetsAsync(cancellationToken))
        {
            // What a worker stored late for a dataset that is gone is no dataset.
            if (await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken) is not null)
            {
                yield return datasetId;
            }
        }
    }

    /// <summary>The newest settings.</summary>
    /// <exception cref="GatewayProblemException">There is no such dataset.</exception>
    public async Task<(int Version, CurationSettings Settings)> NewestAsync(string datasetId, CancellationToken cancellationToken)
    {
        SettingsRules.CheckName(datasetId);
        return await store.HeadAsync(StoreKeys.Hidden(datasetId), cancellationToken) is null
            ? await settings.NewestAsync(datasetId, cancellationToken) ?? throw Refusal.NoDataset(datasetId)
            : throw Refusal.NoDataset(datasetId);
    }

    /// <summary>Makes a new version unless the newest says the same; test set and initial weights stay.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="wanted">All settings.</param>
    /// <param name="basedOn">The version that was changed; null for whichever is the newest.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="GatewayProblemException">They make no sense, or another version came in between.</exception>
    public Task<SettingsVersion> ChangeAsync(string datasetId, DatasetSettings wanted, int? basedOn, CancellationToken cancellationToken)
    {
        SettingsRules.Check(wanted);
        return ChangeAsync(datasetId, (version, current) => Changed(datasetId, version, current, wanted, basedOn), cancellationToken);
    }

    public Task<SettingsVersion> NameTestSetAsync(string datasetId, Descriptor testSet, CancellationToken cancellationToken) =>
        ChangeAsync(datasetId, (_, current) => current with { TestSet = testSet }, cancellationToken);

    public Task<SettingsVersion> NameInitialWeightsAsync(string datasetId, Descriptor weights, CancellationToken cancellationToken) =>
        ChangeAsync(datasetId, (_, current) => current with { Auxiliary = current.Auxiliary with { InitialWeights = weights } }, cancellationToken);

    private static CurationSettings Changed(string datasetId, int version, CurationSettings current, DatasetSettings wanted, int? basedOn) =>
        basedOn is not null && basedOn != version
            ? throw Refusal.Conflict(
                "settings-changed",
                FormattableString.Invariant($"The settings of dataset '{datasetId}' are at version {version} by now, and yours are based on version {basedOn}: read them again and repeat your change."))
        : current.Classes.SequenceEqual(wanted.Classes, StringComparer.Ordinal)
            ? SettingsMapping.ToDocument(wanted, current)
            : throw Refusal.Conflict(
                "classes-fixed",
                $"The classes of dataset '{datasetId}' are {string.Join(", ", current.Classes)} and stay so, as labels and models refer to them: create another dataset for other classes.");

    private static bool AreSame(CurationSettings one, CurationSettings other) =>
        Formats.Settings.Write(one).AsSpan().SequenceEqual(Formats.Settings.Write(other));

    private async Task<SettingsVersion> ChangeAsync(
        string datasetId, Func<int, CurationSettings, CurationSettings> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (version, current) = await NewestAsync(datasetId, cancellationToken);
            var wanted = change(version, current);
            if (AreSame(current, wanted))
            {
                return SettingsMapping.ToApi(version, current);
            }

            var put = await store.PutDocumentIfAbsentAsync(StoreKeys.Settings(datasetId, version + 1), Formats.Settings, wanted, cancellationToken);
            if (put.Created)
            {
                return SettingsMapping.ToApi(version + 1, wanted);
            }
        }
    }
}
