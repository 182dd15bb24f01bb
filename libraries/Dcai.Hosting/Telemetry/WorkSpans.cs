using System.Diagnostics;
using Dcai.Contracts;
using Dcai.Work.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Dcai.Hosting.Telemetry;

/// <summary>What spans say of datasets.</summary>
internal static class WorkSpans
{
    /// <summary>Attribute of a span: the dataset that it is about.</summary>
    public const string Dataset = "dcai.dataset";

    /// <summary>Attribute of a span: the round that it is about.</summary>
    public const string Round = "dcai.round";

    /// <summary>Attribute of a span: the command that it is about.</summary>
    public const string Command = "dcai.command";

    public static void Tag(Activity? span, in MessageSubject subject)
    {
        if (span is not { IsAllDataRequested: true })
        {
            return;
        }

        span.SetTag(Dataset, subject.DatasetId);
        span.SetTag(Command, subject.CommandId);
        if (subject.Round is { } round)
        {
            span.SetTag(Round, round);
        }
    }
}

/// <summary>Tags each span that begins while a message is handled: a search for a dataset and a round finds all of them.</summary>
internal sealed class SubjectProcessor : BaseProcessor<Activity>
{
    /// <inheritdoc />
    public override void OnStart(Activity data)
    {
        if (WorkMeter.Current is { } subject)
        {
            WorkSpans.Tag(data, subject);
        }
    }
}

/// <summary>
/// Follows the decision of the span above, across processes, and records every trace that begins here; but what comes by the second and tells
/// nothing of the work (signs of life, progress, health, looking) is left out.
/// </summary>
internal sealed class WorkSampler : Sampler
{
    private static readonly string[] Gossip = [nameof(WorkerReported), nameof(WorkProgressed), "gateway-progress", "gateway-workers"];

    /// <inheritdoc />
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        foreach (var name in Gossip)
        {
            if (samplingParameters.Name.Contains(name, StringComparison.Ordinal))
            {
                return new SamplingResult(SamplingDecision.Drop);
            }
        }

        var above = samplingParameters.ParentContext;
        return new SamplingResult(above.TraceId == default || above.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? SamplingDecision.RecordAndSample
            : SamplingDecision.Drop);
    }
}
