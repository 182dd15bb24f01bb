using System.Globalization;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints;
using Dcai.ReviewGateway.Datasets;
using Dcai.Work;

namespace Dcai.ReviewGateway.Reviews;

/// <summary>Finds certified images to compare one with.</summary>
internal sealed class Comparisons(SampleImages images, SnapshotReader snapshots)
{
    private const int MostNearest = 6;
    private const int ExamplesPerClass = 4;

    /// <param name="datasetId">The dataset.</param>
    /// <param name="sampleId">The image that is judged.</param>
    /// <param name="labels">Classes to give examples of.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Problems.GatewayProblemException">The dataset has no such image.</exception>
    public async Task<Comparison> ReadAsync(string datasetId, string sampleId, IReadOnlyCollection<string> labels, CancellationToken cancellationToken)
    {
        var judged = await images.RequireAsync(datasetId, sampleId, cancellationToken);
        var snapshot = await snapshots.NewestAsync(datasetId, cancellationToken);
        var samples = snapshot is null ? [] : await snapshots.SamplesAsync(snapshot, cancellationToken);
        Sample[] certified = [.. samples.Where(sample => sample is { Status: SampleStatus.Certified, CertifiedLabel: not null } && sample.SampleId != sampleId)];
        return new Comparison
        {
            Nearest = HashOf(judged) is not { } hash
                ? []
                : [.. certified
                    .Select(sample => (Sample: sample, Distance: HashOf(sample) is { } other ? HammingDistance.Between(hash, other) : (int?)null))
                    .Where(pair => pair.Distance is not null)
                    .OrderBy(pair => pair.Distance)
                    .ThenBy(pair => pair.Sample.SampleId, StringComparer.Ordinal)
                    .Take(MostNearest)
                    .Select(pair => Card(datasetId, pair.Sample, pair.Distance))],
            Examples = [.. labels.Distinct(StringComparer.Ordinal).SelectMany(label => certified.Where(sample => sample.CertifiedLabel == label).Take(ExamplesPerClass)).Select(sample => Card(datasetId, sample, null))],
        };
    }

    private static ulong? HashOf(Sample? sample) =>
        ulong.TryParse(sample?.PerceptualHash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var hash) ? hash : null;

    private static SampleCard Card(string datasetId, Sample sample, int? distance) => new()
    {
        SampleId = sample.SampleId,
        Label = sample.CertifiedLabel!,
        Distance = distance,
        Thumbnail = SampleImages.ThumbnailPathOf(datasetId, sample.SampleId),
    };
}
