using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;

namespace Dcai.Evaluator;

/// <summary>Reads what the rounds and folds have left in the store and writes the report from it.</summary>
public sealed class ReportGathering(IObjectStore store, SettingsReader settings, SnapshotReader snapshots, TimeProvider time)
{
    /// <summary>The report of one release. The effort of the reviewers is left to whoever knows the truth.</summary>
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
        return new Report
        {
            Dataset = command.DatasetId,
            Profile = curation.Profile,
            Seed = curation.Seed,
            ContentDigest = snapshot.ContentDigest,
            Counts = await CountAsync(command.DatasetId, snapshot, samples, release, cancellationToken).ConfigureAwait(false),
            Rounds = rounds,
            Evaluations = [.. outcomes.Where(outcome => !outcome.IsFold).Select(Evaluate), .. CrossValidation([.. outcomes.Where(outcome => outcome.IsFold)])],
            Release = new ReleaseReference { Version = command.Release, Digest = command.Plan.Digest },
            Seconds = Clock(
                await StartedAtAsync(command.DatasetId, cancellationToken).ConfigureAwait(false),
                time.GetUtcNow(),
                [.. cards.Concat(outcomes.Select(outcome => outcome.Card)).SelectMany(card => card.Intervals)],
                [.. rankings.SelectMany(ranking => ranking.Intervals)]),
            Outcomes = outcomes,
        };
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

    private static Evaluation Evaluate(TrainingOutcome outcome) => new()
    {
        Name = outcome.Name,
        Train = outcome.Card.TrainCount,
        Validation = outcome.Card.ValidationCount,
        Test = outcome.TestCount,
        TrainAccuracy = outcome.Card.TrainAccuracy,
        ValidationAccuracy = outcome.Card.ValidationAccuracy,
        TestAccuracy = outcome.TestAccuracy,
        Seed = outcome.Card.Seed,
    };

    /// <summary>The folds as one row of means (paper, step 5).</summary>
    private static IEnumerable<Evaluation> CrossValidation(IReadOnlyList<TrainingOutcome> folds)
    {
        if (folds.Count > 0)
        {
            yield return new Evaluation
            {
                Name = $"{folds.Count}-fold cross-validation, means",
                Train = (int)Math.Round(folds.Average(fold => fold.Card.TrainCount)),
                Validation = (int)Math.Round(folds.Average(fold => fold.Card.ValidationCount)),
                Test = (int)Math.Round(folds.Average(fold => fold.TestCount)),
                TrainAccuracy = folds.Average(fold => fold.Card.TrainAccuracy),
                ValidationAccuracy = folds.Average(fold => fold.Card.ValidationAccuracy),
                TestAccuracy = folds.Average(fold => fold.TestAccuracy),
                Seed = folds[0].Card.Seed,
            };
        }
    }

    private async Task<(IReadOnlyList<RoundMetrics> Rounds, IReadOnlyList<ModelCard> Cards, IReadOnlyList<RankingShard> Rankings)> ReadRoundsAsync(
        string datasetId, CancellationToken cancellationToken)
    {
        var rounds = new List<RoundMetrics>();
        var cards = new List<ModelCard>();
        var rankings = new List<RankingShard>();
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
            rankings.AddRange(shards);
            if (await store.TryGetDocumentAsync(StoreKeys.ModelCard(datasetId, round), Formats.ModelCard, cancellationToken).ConfigureAwait(false) is { } card)
            {
                cards.Add(card);
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

        var files = samples.Sum(sample => sample.Provenance.Count);
        return new ReportCounts
        {
            Ingested = files,
            Duplicates = files - samples.Count,
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
