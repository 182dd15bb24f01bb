using System.Globalization;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Work;

/// <summary>Reads the versions of a dataset's settings.</summary>
public sealed class SettingsReader(IObjectStore store)
{
    /// <exception cref="ObjectNotFoundException">There is no such version.</exception>
    public Task<CurationSettings> ReadAsync(string datasetId, int version, CancellationToken cancellationToken) =>
        store.GetDocumentAsync(StoreKeys.Settings(datasetId, version), Formats.Settings, cancellationToken);

    /// <summary>The newest version and its number, or null where the dataset does not exist.</summary>
    public async Task<(int Version, CurationSettings Settings)?> NewestAsync(string datasetId, CancellationToken cancellationToken)
    {
        var version = 0;
        await foreach (var settings in store.ListAsync(StoreKeys.SettingsPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            version = int.Parse(StoreKeys.Name(settings.Key), CultureInfo.InvariantCulture);
        }

        return version == 0 ? null : (version, await ReadAsync(datasetId, version, cancellationToken).ConfigureAwait(false));
    }
}
