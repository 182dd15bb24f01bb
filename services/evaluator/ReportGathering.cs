using System.Reflection;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Evaluator;

/// <summary>Reads what the rounds and folds have left in the store and writes the report from it.</summary>
public sealed class ReportGathering(IObjectStore store, SettingsReader settings, SnapshotReader snapshots, TimeProvider time)
{
    /// <summary>The report of one release.</summary>
    public async Task<Report> GatherAsync(EvaluateDataset command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var curation = await settings.ReadAsync(command.DatasetId, command.SettingsVersion, cancellationToken).ConfigureAwait(false);
        var release = await store.GetDocumentBlobAsync(command.Plan, Formats.Release, cancellationToken).ConfigureAwait(false);
        var snapshot = await snapshots.ReadAsync(command.DatasetId, command.Snapshot, cancellationToken).ConfigureAwait(false);
        var samples = await snapshots.SamplesAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var outcomes = new List<TrainingOutcome>();
        for (var fold = 0; fold < command.FoldCount; fold++)
        {
            outcomes.Add(await store.GetDocumentAsync(
                StoreKeys.FoldOutcome(command.DatasetId, command.Release, fold), Formats.Outcome, cancellationToken).ConfigureAwait(false));
        }

        var (rounds, cards, rankings) = await ReadRoundsAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var reviews = await store.ReviewsAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        return new Report
        {
            Dataset = command.DatasetId,
            Profile = curation.Profile,
            Seed = curation.Seed,
            ContentDigest = snapshot.ContentDigest,
            Counts = await CountAsync(command.DatasetId, snapshot, samples, release, cancellationToken).ConfigureAwait(false),
            Rounds = EvaluationPerfection.Complete(rounds, reviews, samples),
            Evaluations = EvaluationTables.Rows(outcomes),
            Review = await EffortAsync(command.DatasetId, command.Snapshot, reviews, samples, cancellationToken).ConfigureAwait(false),
            Release = new ReleaseReference { Version = command.Release, Digest = command.Plan.Digest },
            Seconds = Clock(
                await StartedAtAsync(command.DatasetId, cancellationToken).ConfigureAwait(false),
                time.GetUtcNow(),
                [
                    .. cards.Concat(outcomes.Select(outcome => outcome.Card)).SelectMany(card => card.Intervals),
                    .. await PaintingTimesAsync(command.DatasetId, release, cancellationToken).ConfigureAwait(false),
                ],
                rankings),
            Outcomes = outcomes,
            CodeVersion = CodeVersion(),
            Settings = curation,
            Certification = EvaluationCertification.Of(
                samples,
                await AuditsAsync(command.DatasetId, command.Snapshot, reviews, cancellationToken).ConfigureAwait(false),
                curation.Queue.Confidence),
            LearningCurve = EvaluationMeasures.LearningCurve(outcomes),
            Robustness = EvaluationTables.Robustness(outcomes),
            Cleaning = EvaluationMeasures.Cleaning(outcomes),
            Synthesis = EvaluationSynthesis.Of(outcomes, release.Synthesized?.Count ?? 0),
            Generators = await GeneratorsAsync(command.DatasetId, release, cancellationToken).ConfigureAwait(false),
            Ablation = EvaluationAblation.Measure(outcomes),
        };
    }

    /// <summary>Those of the newest release before that has any.</summary>
    private async Task<IReadOnlyList<GeneratorSummary>?> GeneratorsAsync(string datasetId, Release release, CancellationToken cancellationToken)
    {
        for (var painted = release.ReleaseVersion - 1; painted > 0 && release.Synthesized is { Count: > 0 }; painted--)
        {
            if (await store.TryGetDocumentAsync(StoreKeys.Gan(datasetId, painted), Formats.Gan, cancellationToken).ConfigureAwait(false) is { Generators.Count: > 0 } card)
            {
                return EvaluationSynthesis.Summarise(card);
            }
        }

        return null;
    }

    /// <summary>When generators were trained, of this release and those before.</summary>
    private async Task<IReadOnlyList<WorkInterval>> PaintingTimesAsync(string datasetId, Release release, CancellationToken cancellationToken)
    {
        var intervals = new List<WorkInterval>();
        for (var painted = 1; painted <= release.ReleaseVersion; painted++)
        {
            var times = await store.TryGetDocumentAsync(StoreKeys.GanTimes(datasetId, painted), Formats.GanTimes, cancellationToken).ConfigureAwait(false);
            intervals.AddRange(times?.Intervals ?? []);
        }

        return intervals;
    }

    /// <summary>Splits the time between two moments into training, inference without training, and the rest.</summary>
    internal static ReportSeconds Clock(
        DateTimeOffset from, DateTimeOffset to, IReadOnlyList<WorkInterval> training, IReadOnlyList<WorkInterval> inference)
    {
        var trained = Union(training, from, to);
        var either = Union([.. training, .. inference], from, to);
        var total = (to - from).TotalSeconds;
        return new ReportSeconds { Total = total, Training = trained, Inference = either - trained, Orchestration = total - either };
    }

    /// <summary>Seconds covered by at least one of the intervals, within [from, to].</summary>
    private static double Union(IReadOnlyList<WorkInterval> intervals, DateTimeOffset from, DateTimeOffset to)
    {
        var seconds = 0.0;
        var covered = from;
        foreach (var interval in intervals.OrderBy(interval => interval.From))
        {
            var begin = interval.From > covered ? interval.From : covered;
            var end = interval.To < to ? interval.To : to;
            if (end > begin)
            {
                seconds += (end - begin).TotalSeconds;
                covered = end;
            }
        }

        return seconds;
    }

    private static string CodeVersion() =>
        typeof(ReportGathering).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What the decisions themselves brought to light; whoever knows the truth measures better.</summary>
    private async Task<ReviewEffort?> EffortAsync(
        string datasetId, int snapshot, IReadOnlyList<Review> reviews, IReadOnlyList<Sample> samples, CancellationToken cancellationToken)
    {
        var ids = reviews.Where(review => review.Snapshot < snapshot).Select(review => review.ReviewId);
        var batches = await store.DecisionsAsync(datasetId, ids, cancellationToken).ConfigureAwait(false);
        return batches.Count == 0
            ? null
            : LabelErrorCurve.Of(
                batches.SelectMany(batch => batch.Decisions).Select(decision => decision.SampleId),
                LabelErrorCurve.KnownErrors(samples),
                samples.Count,
                batches.All(batch => batch.Simulated));
    }

    /// <summary>The audits of the closed reviews that proposed a certification in bulk.</summary>
    private async Task<IReadOnlyList<AuditOutcome>> AuditsAsync(
        string datasetId, int snapshot, IReadOnlyList<Review> reviews, CancellationToken cancellationToken)
    {
        var audits = new List<AuditOutcome>();
        foreach (var review in reviews.Where(review => review.Bulk is not null && review.Snapshot < snapshot))
        {
            var key = StoreKeys.Closure(datasetId, review.ReviewId);
            if (await store.TryGetDocumentAsync(key, Formats.Closure, cancellationToken).ConfigureAwait(false) is { } closure)
            {
                var batches = await store.DecisionsAsync(datasetId, [review.ReviewId], cancellationToken).ConfigureAwait(false);
                audits.Add(BulkCertification.Decide(review, batches.Where(batch => closure.Batches.Contains(batch.BatchId)))!);
            }
        }

        return audits;
    }

    private async Task<(IReadOnlyList<RoundMetrics> Rounds, IReadOnlyList<ModelCard> Cards, IReadOnlyList<WorkInterval> Rankings)> ReadRoundsAsync(
        string datasetId, CancellationToken cancellationToken)
    {
        var rounds = new List<RoundMetrics>();
        var cards = new List<ModelCard>();
        var rankings = new List<WorkInterval>();
        for (var round = 1; ; round++)
        {
            var shards = new List<RankingShard>();
            while (await store.TryGetDocumentAsync(
                StoreKeys.Ranking(datasetId, round, shards.Count), Formats.Ranking, cancellationToken).ConfigureAwait(false) is { } ranking)
            {
                shards.Add(ranking);
            }

            if (shards.Count == 0)
            {
                return (rounds, cards, rankings);
            }

            // A generation's first round may rank with the last model: it then has neither a card nor a row of its own.
            rankings.AddRange(shards.SelectMany(shard => shard.Intervals));
            var member = 0;
            while (await store.TryGetDocumentAsync(StoreKeys.ModelCard(datasetId, round, member), Formats.ModelCard, cancellationToken).ConfigureAwait(false) is { } card)
            {
                cards.Add(card);
                member++;
            }

            if (await store.TryGetDocumentAsync(StoreKeys.RoundMetrics(datasetId, round), Formats.RoundMetrics, cancellationToken).ConfigureAwait(false) is { } metrics)
            {
                rounds.Add(metrics);
            }
        }
    }

    private async Task<ReportCounts> CountAsync(
        string datasetId, Snapshot snapshot, IReadOnlyList<Sample> samples, Release release, CancellationToken cancellationToken)
    {
        var rejected = new HashSet<(string Source, string Name, string Digest)>();
        await foreach (var batch in store.ListAsync(StoreKeys.IngestPrefix(datasetId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var rows = await store.TryGetAsync(batch.Key, cancellationToken).ConfigureAwait(false) ?? throw new ObjectNotFoundException(batch.Key);
            foreach (var row in JsonLines.Read<IngestedFile>(rows, batch.Key))
            {
                if (row.Verdict == IngestVerdict.Rejected)
                {
                    rejected.Add((row.Source, row.Name, row.Content.Digest));
                }
            }
        }

        // Painted images came as no file of anybody's.
        var brought = samples.Where(sample => sample.Origin != SampleOrigin.Synthesized).ToList();
        var files = brought.Sum(sample => sample.Provenance.Count);
        return new ReportCounts
        {
            Ingested = files,
            Duplicates = files - brought.Count,
            Rejected = rejected.Count,
            Certified = snapshot.Counts.Certified,
            Removed = snapshot.Counts.Removed,
            TrainValidationOverlap = samples.Count(sample => ArrivedFor(sample, "train") && ArrivedFor(sample, "val")),
            LabelConflicts = samples.Count(sample => sample.GivenLabels.Count > 1),
            HeldOut = release.HeldOutFromTraining,
        };
    }

    private static bool ArrivedFor(Sample sample, string split) => sample.Provenance.Any(place => place.Split == split);

    private async Task<DateTimeOffset> StartedAtAsync(string datasetId, CancellationToken cancellationToken) =>
        (await store.HeadAsync(StoreKeys.Settings(datasetId, 1), cancellationToken).ConfigureAwait(false))?.LastModified ?? time.GetUtcNow();
}
