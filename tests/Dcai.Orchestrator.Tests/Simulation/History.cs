using System.Text.Json.Nodes;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Tests;
using Dcai.Work.Sagas;

namespace Dcai.Orchestrator.Tests.Simulation;

/// <summary>
/// One history of one dataset: two orchestrators over one store, workers, reviewers and a bus, run by one thread in an order that the seed decides.
/// The saga, its policies and its repository are the real ones; they are held at any of their steps with the store and the bus, and killed there.
/// </summary>
internal sealed class History
{
    private const int MostSteps = 20_000;

    private readonly BareOrchestrators _kind;
    private readonly ManualTime _time;
    private readonly Random? _adversary;
    private readonly Tally _tally;
    private readonly Inputs _inputs;
    private readonly World _world;
    private readonly InMemoryObjectStore _store;
    private readonly Process[] _processes;
    private readonly List<Delivery> _toSaga = [];
    private readonly List<object> _toWorkers = [];
    private readonly Queue<int> _late;

    // How wild this history is; each kind of disturbance comes with its own chance, zero in some histories.
    private readonly double _hold;
    private readonly double _kill;
    private readonly double _duplicate;
    private readonly double _drop;
    private readonly double _reorder;
    private readonly double _fail;
    private readonly double _whim;
    private int _mischiefLeft;
    private Process? _running;

    public History(BareOrchestrators kind, Inputs inputs, int? seed, Tally tally)
    {
        _kind = kind;
        _time = (ManualTime)kind.Time;
        _inputs = inputs;
        _tally = tally;
        _world = new World(inputs);
        _store = new InMemoryObjectStore(_time) { Fault = HoldAsync };
        _late = new Queue<int>(inputs.LateBatches);
        if (seed is { } number)
        {
            _adversary = new Random(number);
            _hold = Chance(0.4);
            _kill = Chance(0.3);
            _duplicate = Chance(0.3);
            _drop = Chance(0.2);
            _reorder = Chance(0.8);
            _fail = Chance(0.1);
            _whim = Chance(0.1);
            _mischiefLeft = 40;
        }

        _processes = [new Process(this), new Process(this)];
    }

    /// <summary>Commands that were sent.</summary>
    public int Sends { get; private set; }

    /// <summary>What went wrong so far, and every knock and repetition that repaired it.</summary>
    public int Disturbances { get; private set; }

    public World World => _world;

    /// <summary>Runs until the dataset rests and nothing is on its way.</summary>
    public async Task<CurationState> RunAsync()
    {
        foreach (var batch in _inputs.Batches)
        {
            Publish(_world.Ingest(batch));
        }

        Publish(StartWithInputs());
        await RunToRestAsync().ConfigureAwait(false);
        return (await LoadAsync().ConfigureAwait(false))!;
    }

    /// <summary>Lets the time go on, as the timer sees it, and runs until the dataset rests again.</summary>
    public async Task<CurationState> WaitAsync(TimeSpan time)
    {
        _time.Advance(time);
        await RunToRestAsync().ConfigureAwait(false);
        return (await LoadAsync().ConfigureAwait(false))!;
    }

    /// <summary>Where the curation stands, without times, versions, nonces and attempts, and what became of every sample.</summary>
    public string Describe(CurationState state)
    {
        var json = JsonNode.Parse(CurationState.Format.Write(state))!.AsObject();
        foreach (var member in (string[])["sagaVersion", "nonce", "parentNonce", "messageId", "advanceSequence", "advancedAt", "toSend", "step", "slowestStep"])
        {
            json.Remove(member);
        }

        return $"{json.ToJsonString()}\n{_world.Describe()}";
    }

    /// <summary>Every version that the saga went through.</summary>
    public async Task<IReadOnlyList<CurationState>> VersionsAsync()
    {
        var versions = new List<CurationState>();
        await foreach (var version in _store.ListAsync(ObjectStorage.Layout.StoreKeys.SagaPrefix(Inputs.DatasetId)).ConfigureAwait(false))
        {
            versions.Insert(0, CurationState.Format.Read((await _store.TryGetAsync(version.Key).ConfigureAwait(false))!));
        }

        return versions;
    }

    private static StartCuration Start() => new()
    {
        DatasetId = Inputs.DatasetId,
        SettingsVersion = 1,
        SamplesPerRound = Inputs.SamplesPerRound,
        RankingShardSize = 1,
        Synthesize = false,
    };

    private StartCuration StartWithInputs() => Start() with { RankingShardSize = _inputs.ShardSize, EnsembleSize = _inputs.Models, Synthesize = _inputs.Painted is not null };

    private double Chance(double most) => _adversary!.Next(3) == 0 ? 0 : _adversary.NextDouble() * most;

    /// <summary>Whether the adversary strikes now. It tires, so that every history ends.</summary>
    private bool Strikes(double chance, Mischief kind)
    {
        if (_mischiefLeft == 0 || chance == 0 || _adversary!.NextDouble() >= chance)
        {
            return false;
        }

        _mischiefLeft--;
        Count(kind);
        return true;
    }

    private void Count(Mischief kind)
    {
        Disturbances++;
        _tally.Add(kind);
    }

    private async Task RunToRestAsync()
    {
        for (var step = 0; step < MostSteps; step++)
        {
            if (!await StepAsync().ConfigureAwait(false) && !await RepairAsync().ConfigureAwait(false))
            {
                return;
            }
        }

        var state = await LoadAsync().ConfigureAwait(false);
        Assert.Fail($"No rest after {MostSteps} steps: {System.Text.Encoding.UTF8.GetString(CurationState.Format.Write(state!))}");
    }

    /// <summary>One thing that can happen now happens.</summary>
    /// <returns>False where nothing can.</returns>
    private async Task<bool> StepAsync()
    {
        if (_adversary is not null && Strikes(_whim, Mischief.Whim))
        {
            await WhimAsync().ConfigureAwait(false);
        }

        var held = _processes.Count(process => process.Held);
        var canHandle = _toSaga.Count > 0 && held < (_adversary is null ? 1 : _processes.Length);
        var choices = held + (canHandle ? 1 : 0) + (_toWorkers.Count > 0 ? 1 : 0);
        if (choices == 0)
        {
            return false;
        }

        var choice = _adversary?.Next(choices) ?? 0;
        if (choice < held)
        {
            Continue(_processes.Where(process => process.Held).ElementAt(choice));
        }
        else if (choice == held && canHandle)
        {
            Handle(Take(_toSaga));
        }
        else
        {
            Work(Take(_toWorkers));
        }

        return true;
    }

    private T Take<T>(List<T> queue)
    {
        var index = queue.Count > 1 && Strikes(_reorder, Mischief.Reordering) ? _adversary!.Next(queue.Count) : 0;
        var taken = queue[index];
        queue.RemoveAt(index);
        return taken;
    }

    private void Publish(object message) => Publish(new Delivery(message, Guid.NewGuid()));

    private void Publish(Delivery delivery)
    {
        if (Strikes(_drop, Mischief.LostEvent))
        {
            return;
        }

        _toSaga.Add(delivery);
        if (Strikes(_duplicate, Mischief.DuplicateEvent))
        {
            // Half of them are redeliveries, half are published again.
            _toSaga.Add(_adversary!.Next(2) == 0 ? delivery : delivery with { MessageId = Guid.NewGuid() });
        }
    }

    private void Handle(Delivery delivery)
    {
        var process = _processes.First(candidate => !candidate.Held);
        process.Delivery = delivery;
        _running = process;
        process.Task = process.Orchestrator.HandleAsync(delivery);
        Settle(process);
    }

    private void Continue(Process process)
    {
        var step = process.Step!;
        process.Step = null;
        _running = process;
        if (Strikes(_kill, Mischief.Kill))
        {
            step.SetException(new KilledException());
        }
        else
        {
            step.SetResult();
        }

        Settle(process);
    }

    /// <summary>What became of the message: still held somewhere, acknowledged, in conflict, or its process was killed.</summary>
    private void Settle(Process process)
    {
        _running = null;
        if (process.Held)
        {
            return;
        }

        Assert.True(process.Task!.IsCompleted, "The handling went on where the simulation could not follow.");
        var delivery = process.Delivery!;
        process.Delivery = null;
        switch (process.Task.Exception?.InnerException)
        {
            case null:
                // Handled, but killed before the acknowledgement went out.
                if (Strikes(_kill, Mischief.KillBeforeAcknowledge))
                {
                    process.Restart();
                    _toSaga.Add(delivery);
                }

                break;
            case KilledException:
                process.Restart();
                _toSaga.Insert(0, delivery);
                if (_adversary!.Next(2) == 0)
                {
                    Knock(restarted: true);
                }

                break;
            case SagaConflictException:
                Count(Mischief.Conflict);
                _toSaga.Insert(0, delivery);
                break;
            case var other:
                throw new InvalidOperationException($"{delivery.Message} was not handled.", other);
        }
    }

    private void Work(object command)
    {
        if (Strikes(_fail, Mischief.Fault))
        {
            Publish(Faults.Of(command));
            return;
        }

        var killed = Strikes(_kill, Mischief.WorkerKill);
        if (killed && _adversary!.Next(2) == 0)
        {
            _toWorkers.Add(command);
            return;
        }

        var reply = _world.Perform(command);
        if (killed)
        {
            // The result is stored, its event is not out: the redelivered command finds it.
            _toWorkers.Add(command);
            return;
        }

        if (reply is WorkSliced && Strikes(_duplicate, Mischief.DuplicateSlice))
        {
            Publish(reply);
        }

        if (reply is SnapshotAdvanced advanced && !Strikes(_drop, Mischief.LostEvent))
        {
            _world.Hear(advanced);
        }

        Publish(reply);
        if (_world.OpenReviews.Count > 0 && (_adversary is null || _adversary.Next(2) == 0))
        {
            Publish(_world.Decide(_world.OpenReviews[0]));
        }
    }

    private async ValueTask SendAsync(object command)
    {
        await HoldAsync().ConfigureAwait(false);
        Sends++;
        if (!Strikes(_drop, Mischief.LostCommand))
        {
            _toWorkers.Add(command);
            if (Strikes(_duplicate, Mischief.DuplicateCommand))
            {
                _toWorkers.Add(command);
            }
        }

        await HoldAsync().ConfigureAwait(false);
    }

    private ValueTask HoldAsync(StoreStep step, CancellationToken cancellationToken) => HoldAsync();

    /// <summary>Where an orchestrator can be held: around each of its operations on the store and each of its sends.</summary>
    private ValueTask HoldAsync()
    {
        if (_running is not { } process || _adversary is null || _mischiefLeft == 0 || _hold == 0 || _adversary.NextDouble() >= _hold)
        {
            return ValueTask.CompletedTask;
        }

        _tally.Add(Mischief.Hold);
        process.Step = new TaskCompletionSource();
        return new ValueTask(process.Step.Task);
    }

    /// <summary>Something that people, the timer or the gateway may do at any moment.</summary>
    private async Task WhimAsync()
    {
        switch (_adversary!.Next(7))
        {
            case 0:
                _tally.Add(Mischief.Pause);
                Publish(new PauseCuration { DatasetId = Inputs.DatasetId });
                break;
            case 1:
                _tally.Add(Mischief.Resume);
                Publish(new ResumeCuration { DatasetId = Inputs.DatasetId });
                break;
            case 2:
                Knock(restarted: true);
                break;
            case 3:
                _time.Advance(TimeSpan.FromMinutes(_adversary.Next(1, 60)));
                Knock(restarted: false);
                break;
            case 4 when _world.ClosedReviews.Any():
                _tally.Add(Mischief.LateReview);
                var closed = _world.ClosedReviews.ToArray();
                Publish(_world.Completion(closed[_adversary.Next(closed.Length)]));
                break;
            case 5 when await LoadAsync().ConfigureAwait(false) is not null:
                _tally.Add(Mischief.StartAgain);
                Publish(StartWithInputs());
                break;
            default:
                if (_late.TryDequeue(out var batch))
                {
                    _tally.Add(Mischief.LateArrival);
                    Publish(_world.Ingest(batch));
                }

                break;
        }
    }

    /// <summary>When all is quiet, whoever waits does what it does about that.</summary>
    /// <returns>False where nobody waits for anything: the dataset rests.</returns>
    private async Task<bool> RepairAsync()
    {
        var state = await LoadAsync().ConfigureAwait(false);
        if (_late.TryDequeue(out var batch))
        {
            _tally.Add(Mischief.LateArrival);
            Publish(_world.Ingest(batch));
        }
        else if (state?.CurrentState is "Paused" or "Suspended")
        {
            _tally.Add(Mischief.Resume);
            Disturbances++;
            Publish(new ResumeCuration { DatasetId = Inputs.DatasetId });
        }
        else if (state is null || state.SettingsVersion == 0)
        {
            Count(Mischief.Retry);
            Publish(StartWithInputs());
        }
        else if (_world.OpenReviews.Count > 0)
        {
            Publish(_world.Decide(_world.OpenReviews[0]));
        }
        else if (state.CurrentState == "Released" && !CurationTimer.IsDue(state, _time.GetUtcNow()) && _world.Announced.Count == 0)
        {
            return false;
        }
        else
        {
            // The gateway repeats what no snapshot has named; it looks in the snapshot where it missed the message that does.
            _world.Announced.RemoveAll(_world.Newest.Reviews.Contains);
            foreach (var review in _world.Announced)
            {
                Count(Mischief.Retry);
                Publish(_world.Completion(review));
            }

            if (state.Outstanding.Count > 0)
            {
                var due = state.Outstanding.Min(owed => owed.DueAt) - _time.GetUtcNow();
                _time.Advance(due > TimeSpan.Zero ? due : TimeSpan.Zero);
            }

            if (CurationTimer.IsDue(state, _time.GetUtcNow()))
            {
                Knock(restarted: false);
            }
        }

        return true;
    }

    private void Knock(bool restarted)
    {
        Count(restarted ? Mischief.RestartKnock : Mischief.TimerKnock);
        _toSaga.Add(new Delivery(new TendCuration { DatasetId = Inputs.DatasetId, Restarted = restarted }, Guid.NewGuid()));
    }

    private async Task<CurationState?> LoadAsync() =>
        (await _processes[0].Orchestrator.Log.LoadAsync(Inputs.DatasetId, CancellationToken.None).ConfigureAwait(false))?.State;

    private sealed class Process
    {
        private readonly History _history;

        public Process(History history)
        {
            _history = history;
            Restart();
        }

        public BareOrchestrator Orchestrator { get; private set; } = null!;

        public Delivery? Delivery { get; set; }

        public Task? Task { get; set; }

        /// <summary>Where it is held.</summary>
        public TaskCompletionSource? Step { get; set; }

        public bool Held => Step is not null;

        public void Restart() => Orchestrator = _history._kind.Start(_history._store, (_, command) => _history.SendAsync(command).AsTask());
    }

    private sealed class KilledException : Exception;
}
