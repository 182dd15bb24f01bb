using Dcai.Contracts;
using MassTransit;

namespace Dcai.Orchestrator;

/// <summary>The life of one dataset (paper, steps 1 to 5): collect, certify a seed, then round after round train, rank, review; balance, evaluate, release.</summary>
/// <remarks>
/// Every event can come late, twice or in another order, so a reply counts only while its command is outstanding, and whatever a state does
/// not mention is consumed quietly.
/// </remarks>
public sealed partial class CurationStateMachine : MassTransitStateMachine<CurationState>
{
    private static readonly TimeSpan RestingPatience = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;

    public CurationStateMachine(TimeProvider time)
    {
        _time = time;
        InstanceState(curation => curation.CurrentState);
        CorrelateEverything();
        OnUnhandledEvent(context => context.Ignore());

        Initially(
            When(ImagesIngested).Then(NoteBatch).Then(AdvanceSnapshot).TransitionTo(Advancing),
            When(CurationStarted).Then(TakeSettings).Then(AdvanceSnapshot).TransitionTo(Advancing),
            When(CurationPaused).Then(context => context.Saga.Stop(reason: null, resumeTo: Collecting.Name)).TransitionTo(Paused),
            When(Tended).Then(AdvanceSnapshot).TransitionTo(Advancing));

        During(Collecting, Released,
            When(ImagesIngested).Then(NoteBatch).Then(AdvanceSnapshot).TransitionTo(Advancing),
            When(ReviewCompleted).Then(NoteReview).Then(AdvanceSnapshot).TransitionTo(Advancing),
            When(CurationStarted).Then(TakeSettings).Then(DemandGeneration).Then(AdvanceSnapshot).TransitionTo(Advancing),
            When(Tended, IsTimeToAdvance).Then(AdvanceSnapshot).TransitionTo(Advancing));

        During(Advancing,
            Proceed(When(SnapshotAdvanced, Awaits).Then(Adopt)));

        During(SelectingSeed,
            AfterSelection(When(ReviewSelected, Awaits).Then(Settle), SeedReview));
        During(SeedReview,
            When(ReviewOpened, Awaits).Then(Settle),
            When(ReviewCompleted, IsCurrentReview).Then(NoteReview).Then(CloseReview).TransitionTo(Advancing));

        During(Composing,
            When(TrainingSetComposed, Awaits).Then(Settle).Then(TakeTrainingSet).Then(TrainAuxiliaryModels).TransitionTo(TrainingAuxiliary));
        During(TrainingAuxiliary,
            When(AuxiliaryModelTrained, Awaits).Then(SettleModel)
                .If(NothingIsOutstanding, trained => trained.Then(RankShards).TransitionTo(Ranking)));
        During(Ranking,
            When(ShardRanked, Awaits).Then(SettleShard)
                .If(NothingIsOutstanding, ranked => ranked.Then(SelectRound).TransitionTo(SelectingRound)));

        During(SelectingRound,
            AfterSelection(When(ReviewSelected, Awaits).Then(Settle), RoundReview));
        During(RoundReview,
            When(ReviewOpened, Awaits).Then(Settle),
            When(ReviewCompleted, IsCurrentReview).Then(NoteReview).Then(CloseReview).TransitionTo(Advancing));

        During(Balancing,
            When(DatasetBalanced, Awaits).Then(Settle).Then(TakePlan).Then(TrainFolds).TransitionTo(Evaluating)
                .If(NothingIsOutstanding, unplanned => unplanned.Then(EvaluateDataset)));
        During(Evaluating,
            When(FoldTrained, Awaits).Then(SettleFold)
                .If(NothingIsOutstanding, trained => trained.Then(EvaluateDataset)),
            When(DatasetEvaluated, Awaits).Then(Settle).Then(TakeReport)
                .IfElse(WantsSynthesis,
                    synthesis => synthesis.Then(TrainGan).TransitionTo(Synthesizing),
                    release => release.Then(EndGeneration)
                        .IfElse(HasNotes,
                            noted => noted.Then(AdvanceSnapshot).TransitionTo(Advancing),
                            rest => rest.TransitionTo(Released))));

        During(Synthesizing,
            When(GanTrained, Awaits).Then(Settle).Then(TakeGenerator).Then(SynthesizeSamples),
            When(SamplesSynthesized, Awaits).Then(Settle).Then(AwaitSynthesisReview).Then(AdvanceSnapshot).TransitionTo(Advancing),
            AfterSelection(When(ReviewSelected, Awaits).Then(Settle), SynthesisReview));
        During(SynthesisReview,
            When(ReviewOpened, Awaits).Then(Settle),
            When(ReviewCompleted, IsCurrentReview).Then(NoteReview).Then(CloseReview).TransitionTo(Advancing));

        During(Working,
            When(ImagesIngested).Then(NoteBatch),
            When(WorkSliced, Awaits).Then(SendNextSlice),
            When(Tended).Then(SendAgain));
        During(Reviewing,
            When(ReviewCompleted, IsAnotherReview).Then(NoteReview));
        During([Advancing, .. WorkingButReviewing],
            When(ReviewCompleted).Then(NoteReview));
        During([Collecting, Released, .. Working],
            When(CurationPaused).Then(context => context.Saga.Stop(reason: null)).TransitionTo(Paused),
            When(CurationResumed).Then(context => context.Saga.Refuse($"it is not paused: it is {context.Saga.CurrentState}")));
        During(Working,
            When(CurationStarted).Then(TakeSettings));

        During(Paused, Suspended,
            When(ImagesIngested).Then(NoteBatch),
            When(ReviewCompleted).Then(NoteReview),
            When(CurationResumed).ThenAsync(GoOn));
        During(Paused,
            When(CurationStarted).Then(context => context.Saga.Refuse("it is Paused: resume it instead")),
            When(CurationPaused).Then(_ => { }));
        During(Suspended,
            When(CurationStarted).Then(TakeSettings).Then(Reissue).ThenAsync(GoOn),
            When(CurationPaused).Then(context => context.Saga.Refuse($"it is suspended ({context.Saga.Reason}): resume it when the cause is gone")));

        During([Collecting, Released, Paused, Suspended, .. Working],
            When(CurationCancelled).Then(Forget).TransitionTo(Cancelled));
        During(Cancelled,
            When(CurationStarted).Then(RefuseAsCancelled),
            When(CurationPaused).Then(RefuseAsCancelled),
            When(CurationResumed).Then(RefuseAsCancelled));

        SuspendOnFaults();
    }

    public State Collecting { get; private set; } = null!;

    public State Advancing { get; private set; } = null!;

    public State SelectingSeed { get; private set; } = null!;

    public State SeedReview { get; private set; } = null!;

    public State Composing { get; private set; } = null!;

    public State TrainingAuxiliary { get; private set; } = null!;

    public State Ranking { get; private set; } = null!;

    public State SelectingRound { get; private set; } = null!;

    public State RoundReview { get; private set; } = null!;

    public State Balancing { get; private set; } = null!;

    public State Evaluating { get; private set; } = null!;

    public State Synthesizing { get; private set; } = null!;

    public State SynthesisReview { get; private set; } = null!;

    public State Released { get; private set; } = null!;

    public State Paused { get; private set; } = null!;

    public State Suspended { get; private set; } = null!;

    public State Cancelled { get; private set; } = null!;

    public Event<StartCuration> CurationStarted { get; private set; } = null!;

    public Event<PauseCuration> CurationPaused { get; private set; } = null!;

    public Event<ResumeCuration> CurationResumed { get; private set; } = null!;

    public Event<CancelCuration> CurationCancelled { get; private set; } = null!;

    public Event<TendCuration> Tended { get; private set; } = null!;

    public Event<ImagesIngested> ImagesIngested { get; private set; } = null!;

    public Event<SnapshotAdvanced> SnapshotAdvanced { get; private set; } = null!;

    public Event<ReviewSelected> ReviewSelected { get; private set; } = null!;

    public Event<ReviewOpened> ReviewOpened { get; private set; } = null!;

    public Event<ReviewCompleted> ReviewCompleted { get; private set; } = null!;

    public Event<TrainingSetComposed> TrainingSetComposed { get; private set; } = null!;

    public Event<AuxiliaryModelTrained> AuxiliaryModelTrained { get; private set; } = null!;

    public Event<ShardRanked> ShardRanked { get; private set; } = null!;

    public Event<DatasetBalanced> DatasetBalanced { get; private set; } = null!;

    public Event<FoldTrained> FoldTrained { get; private set; } = null!;

    public Event<DatasetEvaluated> DatasetEvaluated { get; private set; } = null!;

    public Event<GanTrained> GanTrained { get; private set; } = null!;

    public Event<SamplesSynthesized> SamplesSynthesized { get; private set; } = null!;

    public Event<WorkSliced> WorkSliced { get; private set; } = null!;

    public Event<CommandGivenUp> CommandGivenUp { get; private set; } = null!;

    public Event<Fault<AdvanceSnapshot>> AdvanceSnapshotFaulted { get; private set; } = null!;

    public Event<Fault<SelectForReview>> SelectForReviewFaulted { get; private set; } = null!;

    public Event<Fault<OpenReview>> OpenReviewFaulted { get; private set; } = null!;

    public Event<Fault<ComposeTrainingSet>> ComposeTrainingSetFaulted { get; private set; } = null!;

    public Event<Fault<TrainAuxiliaryModel>> TrainAuxiliaryModelFaulted { get; private set; } = null!;

    public Event<Fault<RankShard>> RankShardFaulted { get; private set; } = null!;

    public Event<Fault<BalanceDataset>> BalanceDatasetFaulted { get; private set; } = null!;

    public Event<Fault<TrainFold>> TrainFoldFaulted { get; private set; } = null!;

    public Event<Fault<EvaluateDataset>> EvaluateDatasetFaulted { get; private set; } = null!;

    public Event<Fault<TrainGan>> TrainGanFaulted { get; private set; } = null!;

    public Event<Fault<SynthesizeSamples>> SynthesizeSamplesFaulted { get; private set; } = null!;

    private State[] Reviewing => [SeedReview, RoundReview, SynthesisReview];

    private State[] WorkingButReviewing =>
        [SelectingSeed, Composing, TrainingAuxiliary, Ranking, SelectingRound, Balancing, Evaluating, Synthesizing];

    private State[] Working => [Advancing, .. WorkingButReviewing, .. Reviewing];

    private DateTimeOffset Now => _time.GetUtcNow();
}
