using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Dcai.Bench.Figures;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Curation;
using Dcai.Curation.Quality;

namespace Dcai.Bench.Learning;

/// <summary>What is measured.</summary>
internal static class Parts
{
    private const string Cleanlab = "cleanlab 2.9.0, CNN, cropped, as published";
    private const string Paper = "paper";
    private const string Perfect = "perfect ranker";
    private const int ComparedRounds = 3;
    private const int PretrainingEpochs = 30;

    // Table 1 of the paper: pipeline accuracy and validation accuracy of its five rounds.
    private static readonly (double Pipeline, double Validation)[] Table1 = [(0.92, 0.95), (0.89, 0.97), (0.92, 0.95), (0.89, 0.94), (0.80, 0.95)];

    private static readonly Dictionary<string, Func<int, DemoRuns, Truth, CancellationToken, Task<IEnumerable<Figure>>>> All = new()
    {
        ["ranking"] = RankingAsync,
        ["adaptive"] = AdaptiveAsync,
        ["paper"] = PaperAsync,
        ["pretraining"] = PretrainingAsync,
    };

    public static IReadOnlyList<string> Names => [.. All.Keys];

    public static Task<IEnumerable<Figure>> MeasureAsync(string part, int seed, DemoRuns runs, Truth truth, CancellationToken cancellationToken) =>
        All[part](seed, runs, truth, cancellationToken);

    /// <summary>
    /// The first ranking of ten models over five folds, of everything but the two images that a run begins with; every named score from the same models.
    /// The round shows the whole pool, and the release is trained for one epoch: only the ranking is wanted.
    /// </summary>
    private static async Task<IEnumerable<Figure>> RankingAsync(int seed, DemoRuns runs, Truth truth, CancellationToken cancellationToken)
    {
        var (report, store) = await runs.RunAsync(
            "ranking", "adaptive", seed,
            "seedTrainCount=1", "seedValidationCount=1", "likelyInvalidCount=1000000", "evaluationEpochs=1", "foldCount=0", "auxiliary.ensembleSize=10");
        var ranked = await DemoRuns.RankingAsync(store, report.GetProperty("dataset").GetString()!, round: 1);
        string[] classes = [.. report.GetProperty("settings").GetProperty("classes").EnumerateArray().Select(label => label.GetString()!)];
        var samples = ranked.ToDictionary(row => row.SampleId, row => Uncertified(row.SampleId, truth.Labels[row.SampleId]), StringComparer.Ordinal);
        var figures = new List<Figure>();
        foreach (var score in RankingScores.All.Where(score => score != RankingScores.GraNd))
        {
            var suspects = SuspectRanking.Of(ranked, samples, new RankingPolicy { Score = score, NeighbourCount = 10 }, classes);
            double[] suspicion = [.. suspects.Select(suspect => suspect.Suspicion)];
            bool[] isIssue = [.. suspects.Select(suspect => truth.Issues.Contains(suspect.Sample.SampleId))];
            var compared = score is RankingScores.Combined or RankingScores.SelfConfidence;
            figures.Add(new Figure($"{score}: AUROC", DetectionMetrics.AreaUnderCurve(suspicion, isIssue)!.Value, "", compared ? Cleanlab : null, compared ? 0.946 : null));
            figures.Add(new Figure(
                string.Create(CultureInfo.InvariantCulture, $"{score}: precision at {isIssue.Count(issue => issue)}"), DetectionMetrics.PrecisionAt(suspicion, isIssue, isIssue.Count(issue => issue))!.Value, "",
                compared ? Cleanlab : null, compared ? 0.63 : null));
            figures.Add(new Figure($"{score}: recall at 30 %", DetectionMetrics.RecallAtShare(suspicion, isIssue, 0.3)!.Value, ""));
        }

        return figures;
    }

    /// <summary>How much of the images people look at until 95 % of the errors are found, and what is certified without a look.</summary>
    private static async Task<IEnumerable<Figure>> AdaptiveAsync(int seed, DemoRuns runs, Truth truth, CancellationToken cancellationToken)
    {
        var (report, _) = await runs.RunAsync("adaptive", "adaptive", seed);
        var samples = truth.Labels.Count;
        var review = report.GetProperty("review");
        var figures = new List<Figure> { new("adaptive: share of the images decided by people", review.GetProperty("decisions").GetDouble() / samples, "") };
        foreach (var share in new[] { 50, 80, 95 })
        {
            if (TryNumber(review, $"decisionsTo{share}", out var decisions))
            {
                var random = TryNumber(review, $"decisionsTo{share}Random", out var expected) ? expected / samples : (double?)null;
                figures.Add(new Figure(string.Create(CultureInfo.InvariantCulture, $"adaptive: share decided until {share} % of the errors are found"), decisions.Value / samples, "", "random order", random));
            }
        }

        if (report.TryGetProperty("certification", out var certification) && certification.ValueKind == JsonValueKind.Object)
        {
            figures.Add(new Figure("adaptive: certified in bulk", certification.GetProperty("inBulk").GetDouble(), ""));
            figures.Add(new Figure("adaptive: bound on wrong certificates", certification.GetProperty("wrongUpperBound").GetDouble(), ""));
        }

        return [.. figures, .. Rows(report, "adaptive")];
    }

    /// <summary>Table 1 beside the paper's and beside a perfect ranker on the same pools; table 2.</summary>
    private static async Task<IEnumerable<Figure>> PaperAsync(int seed, DemoRuns runs, Truth truth, CancellationToken cancellationToken)
    {
        var (report, _) = await runs.RunAsync("paper", "paper", seed);
        var figures = new List<Figure>();
        foreach (var (round, index) in report.GetProperty("rounds").EnumerateArray().Select((round, index) => (round, index)))
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"paper, round {round.GetProperty("round").GetInt32()}");
            (double Pipeline, double Validation)? published = index < Table1.Length ? Table1[index] : null;
            figures.Add(new Figure($"{name}: validation accuracy", round.GetProperty("validationAccuracy").GetDouble(), "", Paper, published?.Validation));
            figures.Add(new Figure($"{name}: pipeline accuracy", round.GetProperty("pipelineAccuracy").GetDouble(), "", Paper, published?.Pipeline));
            foreach (var (end, perfect) in new[]
            {
                ("pipelineAccuracy", "perfectPipelineAccuracy"), ("likelyValidAccuracy", "perfectLikelyValidAccuracy"), ("likelyInvalidAccuracy", "perfectLikelyInvalidAccuracy"),
            })
            {
                if (index < ComparedRounds && TryNumber(round, end, out var ours) && TryNumber(round, perfect, out var best))
                {
                    figures.Add(new Figure($"{name}: {end}", ours.Value, "", Perfect, best));
                }
            }
        }

        var seconds = report.GetProperty("seconds");
        figures.Add(new Figure(
            "paper: share outside training and inference", seconds.GetProperty("orchestration").GetDouble() / seconds.GetProperty("total").GetDouble(), ""));
        return [.. figures, .. Rows(report, "paper")];
    }

    /// <summary>What looking at all images first is worth to a small network that learns 180 labels: accuracy on the images that it ranks.</summary>
    private static async Task<IEnumerable<Figure>> PretrainingAsync(int seed, DemoRuns runs, Truth truth, CancellationToken cancellationToken)
    {
        var without = await AccuracyAsync("compact", pretrainingEpochs: 0);
        var with = await AccuracyAsync("compact-pretrained", PretrainingEpochs);
        return
        [
            new Figure("compact network, pre-trained: accuracy on the pool", with, "", "not pre-trained", without),
            new Figure("gain of pre-training, points", 100 * (with - without), ""),
        ];

        async Task<double> AccuracyAsync(string name, int pretrainingEpochs)
        {
            var (report, store) = await runs.RunAsync(
                name, "quick", seed, "likelyInvalidCount=1000000", "evaluationEpochs=1", "foldCount=0", "auxiliary.network=compact",
                string.Create(CultureInfo.InvariantCulture, $"auxiliary.pretrainingEpochs={pretrainingEpochs}"));
            var ranked = await DemoRuns.RankingAsync(store, report.GetProperty("dataset").GetString()!, round: 1);
            return ranked.Where(row => truth.Valid.ContainsKey(row.SampleId)).Average(row => truth.Valid[row.SampleId] == row.SuggestedLabel ? 1.0 : 0.0);
        }
    }

    private static IEnumerable<Figure> Rows(JsonElement report, string name)
    {
        foreach (var row in report.GetProperty("evaluations").EnumerateArray())
        {
            yield return new Figure($"{name}, {row.GetProperty("name").GetString()}: validation accuracy", row.GetProperty("validationAccuracy").GetDouble(), "");
            if (TryNumber(row, "testAccuracy", out var accuracy))
            {
                yield return new Figure($"{name}, {row.GetProperty("name").GetString()}: test accuracy", accuracy.Value, "");
            }
        }
    }

    private static bool TryNumber(JsonElement element, string name, [NotNullWhen(true)] out double? number)
    {
        number = element.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.Number ? property.GetDouble() : null;
        return number is not null;
    }

    private static Sample Uncertified(string sampleId, string label) => new()
    {
        SampleId = sampleId,
        MediaType = "",
        SizeBytes = 0,
        Width = 0,
        Height = 0,
        Status = SampleStatus.Uncertified,
        Origin = SampleOrigin.Ingested,
        GivenLabels = [label],
        Conflict = false,
        Provenance = [],
        ArrivedIn = 1,
    };
}
