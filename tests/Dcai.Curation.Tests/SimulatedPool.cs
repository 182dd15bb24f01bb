using Dcai.Contracts;
using Dcai.Contracts.Documents;

namespace Dcai.Curation.Tests;

/// <summary>A pool with known errors, a model that suspects them more than the others, and a reviewer who is always right.</summary>
internal sealed class SimulatedPool
{
    public const int PerRound = 120;
    public const double MostWrong = 0.02;

    private readonly HashSet<string> _wrong;
    private readonly Dictionary<string, double> _suspicion = new(StringComparer.Ordinal);
    private readonly CurationSettings _settings;
    private IReadOnlyDictionary<string, Sample> _samples;

    public SimulatedPool(
        ulong seed, int count, int errors, string? errorsOnlyIn = null, double suspicionOfErrors = 2.5, int certifiedPerClass = 10, int likelyValid = 0)
    {
        var random = new SeededRandom(seed);
        var samples = Enumerable.Range(0, count).Select(number => Some.Sample(number, Some.Classes[number % Some.Classes.Count])).ToList();
        var candidates = samples.Where(sample => errorsOnlyIn is null || sample.GivenLabels[0] == errorsOnlyIn).ToList();
        random.Shuffle(candidates);
        _wrong = candidates.Take(errors).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);
        foreach (var sample in samples)
        {
            _suspicion[sample.SampleId] = Normal(random) + (_wrong.Contains(sample.SampleId) ? suspicionOfErrors : 0);
        }

        samples.AddRange(Enumerable.Range(0, certifiedPerClass * Some.Classes.Count)
            .Select(number => Some.Sample(100_000 + number, Some.Classes[number % Some.Classes.Count], SampleStatus.Certified)));
        _samples = samples.ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        _settings = new CurationSettings
        {
            Classes = Some.Classes,
            Seed = seed,
            LikelyValidCount = likelyValid,
            LikelyInvalidCount = PerRound - likelyValid,
            Queue = new QueuePolicy { Adaptive = true, MostWrongCertificates = MostWrong },
        };
    }

    public List<ClosedReview> Reviews { get; } = [];

    public int Uncertified => _samples.Values.Count(sample => sample.Status == SampleStatus.Uncertified);

    public double WrongCertificateShare =>
        (double)_samples.Values.Count(sample => sample.Status == SampleStatus.Certified && _wrong.Contains(sample.SampleId))
        / _samples.Values.Count(sample => sample.Status == SampleStatus.Certified);

    public IReadOnlyList<Suspect> Suspects() =>
    [
        .. _samples.Values
            .Where(sample => sample.Status == SampleStatus.Uncertified)
            .Select(sample => new Suspect
            {
                Sample = sample,
                Ranked = new RankedSample { SampleId = sample.SampleId, Loss = 0, SuggestedLabel = "i", Confidence = 1 },
                Suspicion = _suspicion[sample.SampleId],
                Reason = "Suspicious.",
            }),
    ];

    public ReviewSelection Select(int round) =>
        AdaptiveQueue.Select(Suspects(), [.. _samples.Values], Reviews, _settings, round, generationSnapshot: 1);

    public void Decide(ReviewSelection selection)
    {
        var reviewId = $"{Reviews.Count + 1:D4}-round";
        var review = Some.Review(reviewId, Reviews.Count + 1, ReviewPurpose.Round, Reviews.Count + 1, [.. selection.Items]) with { Bulk = selection.Bulk };
        var decisions = selection.Items.Select(item => _wrong.Contains(item.SampleId)
            ? Some.Remove($"{reviewId}/{item.SampleId}", item.SampleId, "no")
            : Some.Certify($"{reviewId}/{item.SampleId}", item.SampleId, item.GivenLabels[0]));
        var closed = Some.Closed(review, [Some.Batch($"batch of {reviewId}", reviewId, [.. decisions])]);
        Reviews.Add(closed);
        _samples = SnapshotFold.Fold(_samples, [], [closed], Reviews.Count + 1);
    }

    /// <summary>Round after round until nothing is uncertified.</summary>
    /// <returns>How many decisions people took.</returns>
    public int Run()
    {
        var decisions = 0;
        while (Uncertified > 0)
        {
            var selection = Select(Reviews.Count + 1);
            Assert.NotEmpty(selection.Items);
            decisions += selection.Items.Count;
            Decide(selection);
        }

        return decisions;
    }

    private static double Normal(SeededRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(random))) * Math.Cos(2 * Math.PI * Uniform(random));

    private static double Uniform(SeededRandom random) => (random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
}
