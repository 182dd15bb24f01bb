using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Datasets;

namespace Dcai.ReviewGateway.Samples;

/// <summary>Samples as the API shows them.</summary>
internal static class SampleMapping
{
    public static SampleSummary ToApi(string datasetId, Sample sample) => new()
    {
        SampleId = sample.SampleId,
        Image = SampleImages.PathOf(datasetId, sample.SampleId),
        Thumbnail = SampleImages.ThumbnailPathOf(datasetId, sample.SampleId),
        Width = sample.Width,
        Height = sample.Height,
        SizeBytes = sample.SizeBytes,
        State = ToApi(sample.Status),
        Origin = ToApi(sample.Origin),
        GivenLabels = sample.GivenLabels,
        CertifiedLabel = sample.CertifiedLabel,
        Conflict = sample.Conflict,
        DecidedBy = sample.CertifiedBy,
        Review = sample.Review,
        Round = sample.Round,
        RemovedReason = sample.RemovedReason,
        ArrivedIn = sample.ArrivedIn,
    };

    public static SamplePlace ToApi(Provenance place) => new() { Source = place.Source, Name = place.Name, Label = place.Label, Split = place.Split };

    public static SampleRanking ToApi(int round, RankedSample ranked) =>
        new() { Round = round, Loss = ranked.Loss, SuggestedLabel = ranked.SuggestedLabel, Confidence = ranked.Confidence };

    private static SampleState ToApi(SampleStatus status) => status switch
    {
        SampleStatus.Uncertified => SampleState.Uncertified,
        SampleStatus.Certified => SampleState.Certified,
        SampleStatus.Removed => SampleState.Removed,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "Not a status that this build knows."),
    };

    public static ImageOrigin ToApi(SampleOrigin origin) => origin switch
    {
        SampleOrigin.Ingested => ImageOrigin.Ingested,
        SampleOrigin.Gathered => ImageOrigin.Gathered,
        SampleOrigin.Synthesized => ImageOrigin.Synthesized,
        _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Not an origin that this build knows."),
    };
}
