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
    private const int NearestPerClass = 4;
    private const int ExamplesPerClass = 4;

    /// <param name="datasetId">The dataset.</param>
    /// <param name="sampleId">The image that is judged.</param>
    /// <param name="labels">Classes that are in question; none for whichever are nearest.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Problems.GatewayProblemException">The dataset has no such image.</exception>
    public async Task<Comparison> ReadAsync(string datasetId, string sampleId, IReadOnlyCollection<string> labels, CancellationToken cancellationToken)
    {
        var judged = await images.RequireAsync(datasetId, sampleId, cancellationToken);
        var snapshot = await snapshots.NewestAsync(datasetId, cancellationToken);
        var samples = snapshot is null ? [] : await snapshots.SamplesAsync(snapshot, cancellationToken);
        Sample[] certified = [.. samples.Where(sample => sample is { Status: SampleStatus.Certified, CertifiedLabel: not null } && sample.SampleId != sampleId)];
        var near = PerceptualHash.Parse(judged?.PerceptualHash) is not { } hash
            ? []
            : certified
                .Where(sample => PerceptualHash.Parse(sample.PerceptualHash) is not null)
                .Select(sample => (Sample: sample, Distance: HammingDistance.Between(hash, PerceptualHash.Parse(sample.PerceptualHash)!.Value)))
                .OrderBy(pair => pair.Distance)
                .ThenBy(pair => pair.Sample.SampleId, StringComparer.Ordinal)
                .ToList();
        var wanted = labels.Distinct(StringComparer.Ordinal).ToList();
        var nearest = wanted.Count == 0
            ? near.Take(MostNearest)
            : wanted.SelectMany(label => near.Where(pair => pair.Sample.CertifiedLabel == label).Take(NearestPerClass));
        return new Comparison
        {
            Nearest = [.. nearest.Select(pair => Card(datasetId, pair.Sample, pair.Distance))],
            Examples = [.. wanted.SelectMany(label => certified.Where(sample => sample.CertifiedLabel == label).Take(ExamplesPerClass)).Select(sample => Card(datasetId, sample, null))],
        };
    }

    private static SampleCard Card(string datasetId, Sample sample, int? distance) => new()
    {
        SampleId = sample.SampleId,
        Label = sample.CertifiedLabel!,
        Distance = distance,
        Thumbnail = SampleImages.ThumbnailPathOf(datasetId, sample.SampleId),
    };
}
