using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Dcai.Work.Telemetry;

/// <summary>What services measure of their work. Attributes are kinds, datasets and rounds, never single commands or images.</summary>
public static class WorkMeter
{
    /// <summary>Name of every meter of ours.</summary>
    public const string Name = "Dcai";

    /// <summary>Attribute: name of a message's type.</summary>
    public const string Message = "message";

    /// <summary>Attribute: a dataset's id; <see cref="NoDataset"/> where there is none.</summary>
    public const string Dataset = "dataset";

    /// <summary>Attribute: number of a round.</summary>
    public const string Round = "round";

    /// <summary>Attribute: succeeded, faulted, cancelled.</summary>
    public const string Outcome = "outcome";

    /// <summary>Attribute: training, ranking, ingesting …</summary>
    public const string Activity = "activity";

    private const string NoDataset = "none";

    private static readonly AsyncLocal<MessageSubject?> Subject = new();
    private static readonly Meter Meter = new(Name);

    private static readonly InstrumentAdvice<double> Steps = new()
    {
        HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 30, 60, 120, 300, 900, 3600],
    };

    private static readonly Histogram<double> QueueWait = Meter.CreateHistogram(
        "dcai.queue.wait", "s", "Time from the sending of a message until it was taken up, by the clocks of the two hosts.", tags: null, Steps);

    private static readonly Histogram<double> StepTime = Meter.CreateHistogram(
        "dcai.step.time", "s", "Time from taking up a message until it was dealt with, retries included.", tags: null, Steps);

    private static readonly Counter<long> Redeliveries = Meter.CreateCounter<long>(
        "dcai.redeliveries", "{message}", "Messages that the broker delivered once more: their last consumer died or lost its connection.");

    private static readonly Counter<long> Faults = Meter.CreateCounter<long>("dcai.faults", "{message}", "Messages that failed after all their retries.");

    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("dcai.commands.running", "{command}", "Commands in hand.");

    private static readonly Counter<double> CpuTime = Meter.CreateCounter<double>(
        "dcai.cpu.time", "s", "CPU time of the process, divided equally among the messages in hand at the same time.");

    private static readonly Counter<double> RoundCpuTime = Meter.CreateCounter<double>(
        "dcai.round.cpu.time", "s", "The part of dcai.cpu.time whose messages name a round.");

    private static readonly Counter<double> GpuTime = Meter.CreateCounter<double>(
        "dcai.gpu.time", "s", "Time for which a training or an inference held a CUDA device, busy or not.");

    private static readonly Counter<double> RoundGpuTime = Meter.CreateCounter<double>(
        "dcai.round.gpu.time", "s", "The part of dcai.gpu.time whose messages name a round.");

    private static readonly Counter<long> Images = Meter.CreateCounter<long>(
        "dcai.images", "{image}", "Images trained on (once per epoch), ranked (once per model) or ingested.");

    /// <summary>What the running code is working on; null outside of a message. Flows into the tasks and threads that the code starts.</summary>
    public static MessageSubject? Current
    {
        get => Subject.Value;
        set => Subject.Value = value;
    }

    /// <summary>A message was taken up.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="waited">Since it was sent; null where it does not say when. What skewed clocks make negative counts as nothing.</param>
    /// <param name="redelivered">The broker delivered it before.</param>
    public static void TakenUp(in MessageSubject subject, TimeSpan? waited, bool redelivered)
    {
        var message = new KeyValuePair<string, object?>(Message, subject.Message);
        if (waited is { } wait)
        {
            QueueWait.Record(Math.Max(0, wait.TotalSeconds), message);
        }

        if (redelivered)
        {
            Redeliveries.Add(1, message);
        }
    }

    /// <summary>A message was dealt with, in one way or another.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="took">Since it was taken up.</param>
    /// <param name="cpuSeconds">CPU time used for it.</param>
    public static void DealtWith(in MessageSubject subject, WorkOutcome outcome, TimeSpan took, double cpuSeconds)
    {
        var message = new KeyValuePair<string, object?>(Message, subject.Message);
        StepTime.Record(took.TotalSeconds, message, new(Outcome, outcome switch
        {
            WorkOutcome.Succeeded => "succeeded",
            WorkOutcome.Faulted => "faulted",
            _ => "cancelled",
        }));
        if (outcome == WorkOutcome.Faulted)
        {
            Faults.Add(1, message);
        }

        Add(CpuTime, RoundCpuTime, subject, cpuSeconds);
    }

    /// <summary>A command is in hand, or is no longer.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="change">1 or -1.</param>
    public static void InHand(in MessageSubject subject, int change) => Running.Add(change, new KeyValuePair<string, object?>(Message, subject.Message));

    /// <summary>Runs what occupies a CUDA device and counts for how long; elsewhere it just runs.</summary>
    /// <param name="onGpu">Whether it computes on a CUDA device.</param>
    /// <param name="compute">Runs on the calling thread, and has read its results back when it returns.</param>
    public static void Occupy(bool onGpu, Action compute)
    {
        ArgumentNullException.ThrowIfNull(compute);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            compute();
        }
        finally
        {
            if (onGpu)
            {
                Add(GpuTime, RoundGpuTime, Current ?? default, Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }
        }
    }

    /// <summary>Images of the dataset that is worked on went through a network, or in.</summary>
    /// <param name="activity">training, ranking, ingesting …</param>
    /// <param name="count">How many since the last call.</param>
    public static void CountImages(string activity, int count) =>
        Images.Add(count, new KeyValuePair<string, object?>(Activity, activity), new(Dataset, Current?.DatasetId ?? NoDataset));

    private static void Add(Counter<double> all, Counter<double> ofRounds, in MessageSubject subject, double seconds)
    {
        var dataset = new KeyValuePair<string, object?>(Dataset, subject.DatasetId ?? NoDataset);
        all.Add(seconds, new KeyValuePair<string, object?>(Message, subject.Message ?? NoDataset), dataset);
        if (subject.Round is > 0 and var round)
        {
            ofRounds.Add(seconds, dataset, new(Round, round));
        }
    }
}

/// <summary>How dealing with a message ended.</summary>
public enum WorkOutcome
{
    Succeeded,

    /// <summary>It failed after all retries.</summary>
    Faulted,

    /// <summary>The process was asked to stop meanwhile.</summary>
    Cancelled,
}
