using System.Diagnostics.Metrics;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Tests;
using Dcai.Work.Sagas;
using Dcai.Work.Telemetry;

namespace Dcai.Orchestrator.Tests;

public sealed class WhenACurationIsMeasured
{
    private const string Dataset = "measured";

    private readonly ManualTime _time = new();
    private readonly List<object> _sent = [];
    private readonly BareOrchestrator _orchestrator;

    public WhenACurationIsMeasured() => _orchestrator = new BareOrchestrators(_time).Start(new InMemoryObjectStore(_time), (_, command) =>
    {
        _sent.Add(command);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task The_step_in_which_services_worked_longest_is_the_slowest_however_long_people_took()
    {
        await BeginAsync();
        await PassAsync(TimeSpan.FromMinutes(3), new SnapshotAdvanced
        {
            DatasetId = Dataset,
            CommandId = Id(),
            Sequence = 1,
            Version = 1,
            ContentDigest = "sha256:0",
            Batches = [],
            Reviews = [],
            Counts = Counts,
            GenerationCounts = Counts,
            MoreToFold = false,
        });
        await PassAsync(TimeSpan.FromSeconds(5), new ReviewSelected
        {
            DatasetId = Dataset,
            CommandId = Id(),
            ReviewId = "0001-seed",
            Purpose = ReviewPurpose.Seed,
            Round = 0,
            ItemCount = 4,
        });
        await PassAsync(TimeSpan.FromDays(2), new ReviewCompleted { DatasetId = Dataset, ReviewId = "0001-seed", DecisionCount = 4 });

        var state = (await _orchestrator.Log.LoadAsync(Dataset, default))!.State;

        Assert.Equal(("Advancing", 180.0, ManualTime.Start), (state.SlowestStep?.State, state.SlowestStep?.Seconds, state.SlowestStep?.Since));
        Assert.Equal(("Advancing", null, _time.GetUtcNow()), (state.Step?.State, state.Step?.Seconds, state.Step?.Since));
    }

    [Fact]
    public void Its_figures_are_those_of_the_newest_version()
    {
        using var meter = new CurationMeter();
        var state = new CurationState
        {
            DatasetId = Dataset,
            SagaVersion = 8,
            CurrentState = "RoundReview",
            Round = 2,
            Generation = 1,
            Counts = Counts with { Samples = 10, Uncertified = 5, Certified = 4, Removed = 1 },
        };
        state.Outstanding.Add(OwedCommand.Of(new OpenReview { DatasetId = Dataset, CommandId = "c", ReviewId = "0002-round", Purpose = ReviewPurpose.Round, Round = 2, ItemCount = 4 }, "c", ManualTime.Start));
        meter.Note(state);
        state.SagaVersion = 7;
        state.Round = 1;
        meter.Note(state);

        var figures = Observe();

        Assert.Equal(2, figures["dcai.round"]);
        Assert.Equal(0.4, figures["dcai.certified"]);
        Assert.Equal((5, 4, 1), (figures["dcai.samples uncertified"], figures["dcai.samples certified"], figures["dcai.samples removed"]));
        Assert.Equal(1, figures["dcai.reviews.open"]);
        Assert.Equal((1, 0), (figures["dcai.commands.outstanding OpenReview"], figures["dcai.commands.outstanding RankShard"]));
        Assert.Equal((1, 0), (figures["dcai.state RoundReview"], figures["dcai.state Ranking"]));
    }

    [Fact]
    public async Task A_state_s_time_is_told_when_it_is_left()
    {
        using var meter = new CurationMeter();
        var times = new List<(double Seconds, object? State)>();
        using var listener = Listen((seconds, tags) => times.Add((seconds, tags["state"])));
        await BeginAsync();
        var state = (await _orchestrator.Log.LoadAsync(Dataset, default))!.State;
        state.BeginVersion();
        state.CurrentState = "Released";
        state.EndVersion(_time.GetUtcNow() + TimeSpan.FromSeconds(90));

        meter.Note(state);

        Assert.Contains((90.0, "Advancing"), times);
    }

    private static SnapshotCounts Counts => new() { Samples = 8, Uncertified = 8, Certified = 0, Removed = 0, Conflicts = 0 };

    private static Dictionary<string, double> Observe()
    {
        var figures = new Dictionary<string, double>(StringComparer.Ordinal);
        using var listener = Listen((_, _) => { }, (name, value, tags) =>
        {
            if (Equals(tags.GetValueOrDefault(WorkMeter.Dataset), Dataset))
            {
                figures[string.Join(' ', tags.Where(tag => tag.Key != WorkMeter.Dataset).Select(tag => tag.Value).Prepend(name))] = value;
            }
        });
        listener.RecordObservableInstruments();
        return figures;
    }

    private static MeterListener Listen(Action<double, Dictionary<string, object?>> stateTime, Action<string, double, Dictionary<string, object?>>? gauges = null)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == WorkMeter.Name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => gauges?.Invoke(instrument.Name, value, new(tags.ToArray())));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
        {
            gauges?.Invoke(instrument.Name, value, new(tags.ToArray()));
            if (instrument.Name == "dcai.state.time")
            {
                stateTime(value, new(tags.ToArray()));
            }
        });
        listener.Start();
        return listener;
    }

    private Task BeginAsync() => PassAsync(TimeSpan.Zero, new StartCuration { DatasetId = Dataset, SettingsVersion = 1, SamplesPerRound = 4, RankingShardSize = 2 });

    private Task PassAsync(TimeSpan time, object message)
    {
        _time.Advance(time);
        return _orchestrator.HandleAsync(new Delivery(message, Guid.NewGuid()));
    }

    /// <summary>Of the last command sent.</summary>
    private string Id() => (string)_sent[^1].GetType().GetProperty("CommandId")!.GetValue(_sent[^1])!;
}
