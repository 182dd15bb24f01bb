using System.Globalization;
using System.Text;
using Dcai.Api;

namespace Dcai.Cli.Progress;

/// <summary>Says a status in one line.</summary>
internal static class StatusLine
{
    /// <summary>round 2 · training the auxiliary model · epoch 7/12 · loss 0.412 · accuracy 0.871 · certified 381 and removed 19 of 2831 · 0:23 left</summary>
    public static string Of(DatasetStatus status, RemainingTime remaining)
    {
        var parts = new List<string>();
        if (status.Round > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"round {status.Round}"));
        }

        parts.Add(StateNames.Say(status.State));
        if (status.SuspendedBecause is not null)
        {
            parts.Add(status.SuspendedBecause);
        }

        if (status.UploadsWaiting + status.BatchesWaiting > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{status.UploadsWaiting} uploads to ingest, {status.BatchesWaiting} batches to fold in"));
        }

        parts.AddRange(status.Progress.Select(work => Work(work, remaining.Of(work))));
        if (status.Counts.Samples > 0)
        {
            parts.Add(Certified(status.Counts));
        }

        if (status.Counts.Unusual > 0)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{status.Counts.Unusual} unusual pictures to look at"));
        }

        return string.Join(" · ", parts);
    }

    public static string Certified(SampleCounts counts) =>
        string.Create(CultureInfo.InvariantCulture, $"certified {counts.Certified} and removed {counts.Removed} of {counts.Samples}");

    /// <summary>2 in hand, 1 waiting, sent 4 times.</summary>
    public static string Queue(OutstandingWork queue)
    {
        var parts = new List<string>();
        if (queue is { Running: { } running, Waiting: { } waiting })
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{running} in hand, {waiting} waiting"));
        }
        else
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{queue.Count} outstanding"));
        }

        if (queue.Attempts is { } attempts)
        {
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"sent {attempts} times"));
        }

        return string.Join(", ", parts);
    }

    /// <summary>training the auxiliary model in round 2, 12:05 so far.</summary>
    public static string Slowest(StepDuration step)
    {
        var round = step.Round > 0 ? string.Create(CultureInfo.InvariantCulture, $" in round {step.Round}") : "";
        return $"{StateNames.Say(step.State)}{round}, {Clock(TimeSpan.FromSeconds(step.Seconds))}{(step.Running ? " so far" : "")}";
    }

    public static string Work(WorkProgress work, TimeSpan? left)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{work.Activity} {work.Name}: ");
        text.Append(work.Epoch is null
            ? string.Create(CultureInfo.InvariantCulture, $"{100 * work.Fraction:0} %")
            : string.Create(CultureInfo.InvariantCulture, $"epoch {work.Epoch}/{work.Epochs}"));
        Append(text, "loss", work.Loss);
        Append(text, "accuracy", work.Accuracy);
        Append(text, "validation", work.ValidationAccuracy);
        if (left is { } time)
        {
            text.Append(CultureInfo.InvariantCulture, $", {Clock(time)} left");
        }

        return text.ToString();
    }

    /// <summary>0:23, 12:05, 1:02:03.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");

    private static void Append(StringBuilder text, string name, double? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $", {name} {value:0.000}");
        }
    }
}
