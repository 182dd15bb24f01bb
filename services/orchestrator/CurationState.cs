using System.Text.Json.Serialization;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Work.Sagas;

namespace Dcai.Orchestrator;

/// <summary>Where one dataset stands: what is known by reference, what is owed, what has been noted for later. Knows no blob's content.</summary>
public sealed class CurationState : ISagaState
{
    /// <summary>What <c>saga/</c> holds.</summary>
    public static DocumentFormat<CurationState> Format { get; } = new("dcai.curation", 1);

    public Guid CorrelationId { get; set; }

    public string DatasetId { get; set; } = "";

    public long SagaVersion { get; set; }

    public string? Nonce { get; set; }

    public string? ParentNonce { get; set; }

    public Guid? MessageId { get; set; }

    /// <summary>Name of the state of <see cref="CurationStateMachine"/>.</summary>
    public string CurrentState { get; set; } = "";

    /// <summary>The state to go on in; only while Paused or Suspended.</summary>
    public string? ResumeState { get; set; }

    /// <summary>Why the dataset is suspended.</summary>
    public string? Reason { get; set; }

    /// <summary>0 until the owner has started the curation.</summary>
    public int SettingsVersion { get; set; }

    /// <summary>K + L.</summary>
    public int SamplesPerRound { get; set; }

    public int RankingShardSize { get; set; }

    public bool Synthesize { get; set; }

    /// <summary>Auxiliary models per round.</summary>
    public int EnsembleSize { get; set; }

    /// <summary>1 is the first; 0 before it begins.</summary>
    public int Generation { get; set; }

    /// <summary>The generation's samples are those that arrived up to this snapshot.</summary>
    public int GenerationSnapshot { get; set; }

    /// <summary>A generation is being curated: it has begun and is not released.</summary>
    public bool GenerationActive { get; set; }

    /// <summary>The owner wants the next generation whatever has arrived.</summary>
    public bool GenerationDemanded { get; set; }

    public int Snapshot { get; set; }

    public string? ContentDigest { get; set; }

    public SnapshotCounts? Counts { get; set; }

    public SnapshotCounts? GenerationCounts { get; set; }

    /// <summary>How often the snapshot was advanced, or tried to be.</summary>
    public long AdvanceSequence { get; set; }

    public DateTimeOffset AdvancedAt { get; set; }

    /// <summary>Since when samples wait for the next generation.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    public bool SeedReviewed { get; set; }

    public int Round { get; set; }

    public int ReviewCount { get; set; }

    public string? ReviewId { get; set; }

    public ReviewPurpose Purpose { get; set; }

    public Descriptor? TrainingSet { get; set; }

    /// <summary>The first model of the newest ensemble.</summary>
    public Descriptor? Model { get; set; }

    /// <summary>The newest round that trained models; 0 before the first.</summary>
    public int ModelRound { get; set; }

    /// <summary>The one before; 0 where there is none.</summary>
    public int PreviousModelRound { get; set; }

    /// <summary>How many models the training set that is composed is for.</summary>
    public int PlannedModels { get; set; }

    /// <summary>How many models that round trains: the settings may change meanwhile.</summary>
    public int ModelCount { get; set; }

    /// <summary>The generation's first round has yet to come and ranks with the model of the last generation.</summary>
    public bool BeginsWithLastModel { get; set; }

    /// <summary>The running round trains no model of its own.</summary>
    public bool RanksWithLastModel { get; set; }

    public int RankingShards { get; set; }

    public int Release { get; set; }

    public Descriptor? Plan { get; set; }

    public int FoldCount { get; set; }

    /// <summary>Whether this generation's synthetic samples have been reviewed.</summary>
    public bool Synthesized { get; set; }

    /// <summary>Synthetic samples have been listed and people are to be asked about them once they are folded.</summary>
    public bool SynthesisAwaitsReview { get; set; }

    public Descriptor? Generator { get; set; }

    public Descriptor? Report { get; set; }

    /// <summary>The state that it is in, and since when; null in what was stored before this was kept.</summary>
    public CurationStep? Step { get; set; }

    /// <summary>The state that took longest so far, of those in which services work and nobody is waited for.</summary>
    public CurationStep? SlowestStep { get; set; }

    /// <summary>How many commands of the running fan-out have been owed so far.</summary>
    public int FanOutNext { get; set; }

    /// <summary>Batches and reviews that a snapshot has yet to fold.</summary>
    public List<Note> Notes { get; set; } = [];

    /// <summary>Commands whose replies are not stored yet.</summary>
    public List<OwedCommand> Outstanding { get; set; } = [];

    /// <summary>Ids of the commands that this version wants sent.</summary>
    public List<string> ToSend { get; set; } = [];

    [JsonIgnore]
    public IReadOnlyList<OwedCommand> Owed => [.. Outstanding.Where(owed => ToSend.Contains(owed.CommandId))];

    [JsonIgnore]
    public bool Changed { get; set; }

    /// <summary>The step that this version has ended, if any.</summary>
    [JsonIgnore]
    public CurationStep? EndedStep { get; private set; }

    /// <summary>Why a steering command changed nothing.</summary>
    [JsonIgnore]
    public string? Refusal { get; set; }

    /// <inheritdoc />
    public void BeginVersion()
    {
        ToSend.Clear();
        Changed = false;
        Refusal = null;
        EndedStep = null;
    }

    /// <inheritdoc />
    public void EndVersion(DateTimeOffset now)
    {
        if (Step?.State == CurrentState)
        {
            return;
        }

        EndedStep = Step is null ? null : Step with { Seconds = Math.Max(0, (now - Step.Since).TotalSeconds) };
        if (EndedStep is { IsWork: true } && EndedStep.Seconds > (SlowestStep?.Seconds ?? -1))
        {
            SlowestStep = EndedStep;
        }

        Step = CurationStep.Begin(CurrentState, Round, now);
    }

    /// <inheritdoc />
    public object Answer() => new CurationSteered { DatasetId = DatasetId, State = CurrentState, Version = SagaVersion, Refusal = Refusal };

    /// <summary>Whether a reply to the command still counts.</summary>
    public bool Awaits(string commandId) => Outstanding.Exists(owed => owed.CommandId == commandId);
}

/// <summary>How long a curation is, or was, in a state.</summary>
public sealed record CurationStep
{
    private static readonly string[] Waiting =
    [
        nameof(CurationStateMachine.Collecting), nameof(CurationStateMachine.SeedReview), nameof(CurationStateMachine.RoundReview),
        nameof(CurationStateMachine.SynthesisReview), nameof(CurationStateMachine.Released), nameof(CurationStateMachine.Paused),
        nameof(CurationStateMachine.Suspended), nameof(CurationStateMachine.Cancelled),
    ];

    public required string State { get; init; }

    /// <summary>The round in which it began; 0 before the first.</summary>
    public required int Round { get; init; }

    public required DateTimeOffset Since { get; init; }

    /// <summary>How long it took; null while it lasts.</summary>
    public double? Seconds { get; init; }

    /// <summary>Services work in it; in the other states people, images or the owner are waited for.</summary>
    public required bool IsWork { get; init; }

    public static CurationStep Begin(string state, int round, DateTimeOffset now) =>
        new() { State = state, Round = round, Since = now, IsWork = !Waiting.Contains(state) };
}

/// <summary>Something that has arrived and that no snapshot is known to have folded.</summary>
/// <param name="Kind">Batch or review.</param>
/// <param name="Id">Its id.</param>
/// <param name="Sequence">The newest advance when it was noted; a later advance that leaves nothing to fold has it.</param>
public sealed record Note(NoteKind Kind, string Id, long Sequence);

/// <summary>What a <see cref="Note"/> is about.</summary>
public enum NoteKind
{
    Batch,
    Review,
}
