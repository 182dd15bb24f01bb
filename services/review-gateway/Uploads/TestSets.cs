using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>External test images: stored, listed and named by the settings, and from then on kept out of every training.</summary>
internal sealed class TestSets(IObjectStore store, DatasetRegistry datasets)
{
    public async Task<TestSetReceipt> SetAsync(string datasetId, ReceivedUpload received, CancellationToken cancellationToken)
    {
        var testSet = new TestSet { Samples = Distinct(received.Files) };
        var descriptor = await store.PutDocumentBlobAsync(Formats.TestSet, testSet, cancellationToken);
        var settings = await datasets.NameTestSetAsync(datasetId, descriptor, cancellationToken);
        return new TestSetReceipt { SettingsVersion = settings.Version, SampleCount = testSet.Samples.Count, Digest = Digests.Hex(descriptor.Digest) };
    }

    private static List<LabelledSample> Distinct(IReadOnlyList<UploadedFile> files)
    {
        var samples = new SortedDictionary<string, UploadedFile>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var sampleId = Digests.Hex(file.Content.Digest);
            if (!samples.TryAdd(sampleId, file) && samples[sampleId].Label != file.Label)
            {
                throw Refusal.BadRequest(
                    "test-label",
                    $"'{samples[sampleId].Name}' and '{file.Name}' are the same image with the labels '{samples[sampleId].Label}' and '{file.Label}': a test image has one.");
            }

            if (!file.Content.MediaType.StartsWith("image/", StringComparison.Ordinal))
            {
                throw Refusal.BadRequest("test-image", $"'{file.Name}' is no image: leave it out of the test set.");
            }
        }

        return [.. samples.Select(sample => new LabelledSample { SampleId = sample.Key, Label = sample.Value.Label! })];
    }
}
