using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dcai.Work.Telemetry;

namespace Dcai.Orchestrator;

/// <summary>What the sagas' newest versions say in numbers. The timer loads every dataset's each time, so several orchestrators say the same.</summary>
public sealed class CurationMeter : IDisposable
{
    private const string Status = "status";
    private const string State = "state";

    private readonly ConcurrentDictionary<string, Figures> _datasets = new(StringComparer.Ordinal);
    private readonly Meter _meter = new(WorkMeter.Name);
    private readonly Histogram<double> _stateTime;

    public CurationMeter()
    {
        _stateTime = _meter.CreateHistogram("dcai.state.time", "s", "How long a dataset was in a state, told when it leaves it.", tags: null, new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600],
        });
        _meter.CreateObservableGauge("dcai.samples", Samples, "{image}", "Images of the newest snapshot by status.");
        _meter.CreateObservableGauge("dcai.certified", CertifiedRatios, "1", "Certified images in all images of the newest snapshot.");
        _meter.CreateObservableGauge("dcai.round", () => Of(figures => figures.Round), "{round}", "The running or last round; 0 before the first.");
        _meter.CreateObservableGauge("dcai.generation", () => Of(figures => figures.Generation), "{generation}", "The running or last generation.");
        _meter.CreateObservableGauge("dcai.reviews.open", () => Of(figures => figures.OpenReviews), "{review}", "Reviews that the dataset waits for.");
        _meter.CreateObservableGauge("dcai.commands.outstanding", Outstanding, "{command}", "Commands whose replies are not stored yet, waiting or in hand.");
        _meter.CreateObservableGauge("dcai.state", States, "{dataset}", "1 for the state that the dataset is in.");
    }

    /// <summary>Takes over what a version says, unless a newer one has been seen.</summary>
    public void Note(CurationState curation)
    {
        ArgumentNullException.ThrowIfNull(curation);
        var figures = Figures.Of(curation);
        _datasets.AddOrUpdate(curation.DatasetId, figures, (_, known) => known.Version > figures.Version ? known : figures);
        if (curation.EndedStep is { Seconds: { } seconds } ended)
        {
            _stateTime.Record(seconds, new KeyValuePair<string, object?>(State, ended.State));
        }
    }

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Dataset(string id) => new(WorkMeter.Dataset, id);

    private IEnumerable<Measurement<int>> Of(Func<Figures, int> figure) => _datasets.Select(dataset => new Measurement<int>(figure(dataset.Value), Dataset(dataset.Key)));

    private IEnumerable<Measurement<int>> Samples() => _datasets.SelectMany(dataset => new[]
    {
        new Measurement<int>(dataset.Value.Uncertified, Dataset(dataset.Key), new(Status, "uncertified")),
        new Measurement<int>(dataset.Value.Certified, Dataset(dataset.Key), new(Status, "certified")),
        new Measurement<int>(dataset.Value.Removed, Dataset(dataset.Key), new(Status, "removed")),
    });

    private IEnumerable<Measurement<double>> CertifiedRatios() => _datasets
        .Where(dataset => dataset.Value.Samples > 0)
        .Select(dataset => new Measurement<double>((double)dataset.Value.Certified / dataset.Value.Samples, Dataset(dataset.Key)));

    /// <summary>Zero is said too: a series that ends would be shown with its last value for minutes.</summary>
    private IEnumerable<Measurement<int>> Outstanding() => _datasets.SelectMany(dataset => OrchestratorModule.Commands.Select(command =>
        new Measurement<int>(dataset.Value.Outstanding.GetValueOrDefault(command.Name), Dataset(dataset.Key), new(WorkMeter.Message, command.Name))));

    private IEnumerable<Measurement<int>> States() => _datasets.SelectMany(dataset => Figures.States.Select(state =>
        new Measurement<int>(dataset.Value.State == state ? 1 : 0, Dataset(dataset.Key), new(State, state))));

    private sealed record Figures
    {
        /// <summary>Every state of the machine.</summary>
        public static readonly IReadOnlyList<string> States =
            [.. typeof(CurationStateMachine).GetProperties().Where(property => property.PropertyType == typeof(MassTransit.State) && property.DeclaringType == typeof(CurationStateMachine)).Select(property => property.Name)];

        public required long Version { get; init; }

        public required string State { get; init; }

        public required int Round { get; init; }

        public required int Generation { get; init; }

        public required int Samples { get; init; }

        public required int Uncertified { get; init; }

        public required int Certified { get; init; }

        public required int Removed { get; init; }

        public required int OpenReviews { get; init; }

        public required IReadOnlyDictionary<string, int> Outstanding { get; init; }

        public static Figures Of(CurationState curation) => new()
        {
            Version = curation.SagaVersion,
            State = curation.CurrentState,
            Round = curation.Round,
            Generation = curation.Generation,
            Samples = curation.Counts?.Samples ?? 0,
            Uncertified = curation.Counts?.Uncertified ?? 0,
            Certified = curation.Counts?.Certified ?? 0,
            Removed = curation.Counts?.Removed ?? 0,
            OpenReviews = curation.CurrentState is nameof(CurationStateMachine.SeedReview) or nameof(CurationStateMachine.RoundReview)
                or nameof(CurationStateMachine.SynthesisReview) ? 1 : 0,
            Outstanding = curation.Outstanding.GroupBy(owed => owed.Command, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal),
        };
    }
}
