using System.Linq.Expressions;
using Dcai.Contracts;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Orchestrator;

/// <summary>The conditions and verbs that the story in the constructor is told with.</summary>
public sealed partial class CurationStateMachine
{
    /// <summary>After an advance: fold what else has come; rest; or take the generation's next step.</summary>
    private EventActivityBinder<CurationState, SnapshotAdvanced> Proceed(EventActivityBinder<CurationState, SnapshotAdvanced> advanced) => advanced
        .IfElse(context => context.Message.MoreToFold || HasNotes(context),
            more => more.Then(AdvanceSnapshot),
            folded => folded
                .IfElse(context => context.Saga.SynthesisAwaitsReview,
                    synthesis => synthesis.Then(SelectSynthesis).TransitionTo(Synthesizing),
                    ProceedOrRest));

    private EventActivityBinder<CurationState, SnapshotAdvanced> ProceedOrRest(EventActivityBinder<CurationState, SnapshotAdvanced> folded) => folded
        .If(context => context.Saga.GenerationIsDue(Now), due => due.Then(context => context.Saga.BeginGeneration()))
        .IfElse(context => context.Saga.GenerationActive,
            ProceedWithGeneration,
            resting => resting.Then(ForgetDemand).IfElse(context => context.Saga.Generation == 0,
                collecting => collecting.TransitionTo(Collecting),
                released => released.TransitionTo(Released)));

    /// <summary>Conflicts first, then the seed, then round after round until nothing of the generation is uncertified; then balance.</summary>
    private EventActivityBinder<CurationState, T> ProceedWithGeneration<T>(EventActivityBinder<CurationState, T> generation)
        where T : class => generation
        .IfElse(context => context.Saga.GenerationCounts!.Conflicts > 0,
            conflicts => conflicts
                .Then(context => context.Saga.SelectForReview(ReviewPurpose.Conflict, Now))
                .IfElse(context => context.Saga.SeedReviewed,
                    later => later.TransitionTo(SelectingRound),
                    first => first.TransitionTo(SelectingSeed)),
            agreed => agreed.IfElse(context => !context.Saga.SeedReviewed,
                seed => seed.Then(context => context.Saga.SelectForReview(ReviewPurpose.Seed, Now)).TransitionTo(SelectingSeed),
                seeded => seeded.IfElse(context => context.Saga.GenerationCounts!.Uncertified > 0,
                    round => round
                        .Then(context => context.Saga.BeginRound())
                        .IfElse(context => context.Saga.RanksWithLastModel,
                            rank => rank.Then(RankShards).TransitionTo(Ranking),
                            train => train
                                .Then(context => context.Saga.ComposeTrainingSet(Now))
                                .TransitionTo(Composing)),
                    certified => certified
                        .Then(context => context.Saga.BeginRelease(Now))
                        .TransitionTo(Balancing))));

    /// <summary>Opens the selected review, or takes the next step where there is nothing to ask.</summary>
    private EventActivityBinder<CurationState, ReviewSelected> AfterSelection(
        EventActivityBinder<CurationState, ReviewSelected> selected, State review) => selected
        .IfElse(context => context.Message.ItemCount > 0,
            items => items
                .Then(context => context.Saga.Owe(
                    CurationSteps.OpenReview(context.Saga, context.Message.ItemCount), command => command.CommandId, Now))
                .TransitionTo(review),
            nothing => ProceedWithGeneration(nothing.Then(context => context.Saga.SkipReview())));

    private static bool Awaits<T>(SagaConsumeContext<CurationState, T> context)
        where T : class =>
        CommandId<T>.Of(context.Message) is { } commandId && context.Saga.Awaits(commandId);

    private static bool HasNotes<T>(SagaConsumeContext<CurationState, T> context)
        where T : class => context.Saga.Notes.Count > 0;

    private static bool NothingIsOutstanding<T>(SagaConsumeContext<CurationState, T> context)
        where T : class => context.Saga.Outstanding.Count == 0;

    private static bool WantsSynthesis(SagaConsumeContext<CurationState, DatasetEvaluated> context) => context.Saga is { Synthesize: true, Synthesized: false };

    private static bool IsCurrentReview(SagaConsumeContext<CurationState, ReviewCompleted> context) => context.Message.ReviewId == context.Saga.ReviewId;

    private static bool IsAnotherReview(SagaConsumeContext<CurationState, ReviewCompleted> context) => !IsCurrentReview(context);

    private bool IsTimeToAdvance(SagaConsumeContext<CurationState, TendCuration> context) =>
        context.Message.Restarted
        || HasNotes(context)
        || Now - context.Saga.AdvancedAt >= RestingPatience
        || context.Saga.GenerationIsDue(Now);

    private static void NoteBatch(BehaviorContext<CurationState, ImagesIngested> context) =>
        context.Saga.Note(NoteKind.Batch, context.Message.BatchId);

    private static void NoteReview(BehaviorContext<CurationState, ReviewCompleted> context) =>
        context.Saga.Note(NoteKind.Review, context.Message.ReviewId);

    private static void TakeSettings(BehaviorContext<CurationState, StartCuration> context) => context.Saga.TakeSettings(context.Message);

    private static void DemandGeneration(BehaviorContext<CurationState, StartCuration> context) => context.Saga.GenerationDemanded = true;

    /// <summary>What was demanded has been looked for and there is nothing: a repeated demand must not begin a generation weeks later.</summary>
    private static void ForgetDemand(BehaviorContext<CurationState, SnapshotAdvanced> context) => context.Saga.GenerationDemanded = false;

    private static void RefuseAsCancelled<T>(BehaviorContext<CurationState, T> context)
        where T : class => context.Saga.Refuse("it was cancelled for good: create another dataset");

    private static void Forget(BehaviorContext<CurationState, CancelCuration> context)
    {
        context.Saga.Outstanding.Clear();
        context.Saga.ToSend.Clear();
        context.Saga.Notes.Clear();
        context.Saga.Changed = true;
    }

    private void AdvanceSnapshot<T>(BehaviorContext<CurationState, T> context)
        where T : class => context.Saga.AdvanceSnapshot(Now);

    private void Adopt(BehaviorContext<CurationState, SnapshotAdvanced> context) => context.Saga.Adopt(context.Message, Now);

    private static void Settle<T>(BehaviorContext<CurationState, T> context)
        where T : class => context.Saga.Settle(CommandId<T>.Of(context.Message)!);

    private void CloseReview(BehaviorContext<CurationState, ReviewCompleted> context) => context.Saga.CloseReview(Now);

    private static void TakeTrainingSet(BehaviorContext<CurationState, TrainingSetComposed> context) => context.Saga.TrainingSet = context.Message.TrainingSet;

    private void TrainAuxiliaryModels(BehaviorContext<CurationState, TrainingSetComposed> context) => context.Saga.BeginEnsemble(Now);

    private void SettleModel(BehaviorContext<CurationState, AuxiliaryModelTrained> context)
    {
        context.Saga.Model = context.Message.Member == 0 ? context.Message.Model : context.Saga.Model;
        context.Saga.FanIn(context.Message.CommandId, context.Saga.ModelCount, CurationSteps.TrainAuxiliaryModel, command => command.CommandId, Now);
    }

    private void RankShards<T>(BehaviorContext<CurationState, T> context)
        where T : class
    {
        context.Saga.RankingShards = context.Saga.ShardCount();
        context.Saga.FanOut(context.Saga.RankingShards, CurationSteps.RankShard, command => command.CommandId, Now);
    }

    private void SettleShard(BehaviorContext<CurationState, ShardRanked> context) =>
        context.Saga.FanIn(context.Message.CommandId, context.Saga.RankingShards, CurationSteps.RankShard, command => command.CommandId, Now);

    private void SelectRound(BehaviorContext<CurationState, ShardRanked> context) => context.Saga.SelectForReview(ReviewPurpose.Round, Now);

    private static void TakePlan(BehaviorContext<CurationState, DatasetBalanced> context)
    {
        context.Saga.Plan = context.Message.Plan;
        context.Saga.FoldCount = context.Message.FoldCount;
    }

    private void TrainFolds(BehaviorContext<CurationState, DatasetBalanced> context) =>
        context.Saga.FanOut(context.Saga.FoldCount, CurationSteps.TrainFold, command => command.CommandId, Now);

    private void SettleFold(BehaviorContext<CurationState, FoldTrained> context) =>
        context.Saga.FanIn(context.Message.CommandId, context.Saga.FoldCount, CurationSteps.TrainFold, command => command.CommandId, Now);

    private void EvaluateDataset<T>(BehaviorContext<CurationState, T> context)
        where T : class => context.Saga.Owe(CurationSteps.EvaluateDataset(context.Saga), command => command.CommandId, Now);

    private static void TakeReport(BehaviorContext<CurationState, DatasetEvaluated> context) => context.Saga.Report = context.Message.Report;

    private static void EndGeneration(BehaviorContext<CurationState, DatasetEvaluated> context) => context.Saga.GenerationActive = false;

    private void TrainGan(BehaviorContext<CurationState, DatasetEvaluated> context) =>
        context.Saga.Owe(CurationSteps.TrainGan(context.Saga), command => command.CommandId, Now);

    private static void TakeGenerator(BehaviorContext<CurationState, GanTrained> context) => context.Saga.Generator = context.Message.Generator;

    private void SynthesizeSamples(BehaviorContext<CurationState, GanTrained> context) =>
        context.Saga.Owe(CurationSteps.SynthesizeSamples(context.Saga), command => command.CommandId, Now);

    /// <summary>The synthetic samples are an ingest batch: people can be asked about them once a snapshot has folded it.</summary>
    private static void AwaitSynthesisReview(BehaviorContext<CurationState, SamplesSynthesized> context) => context.Saga.SynthesisAwaitsReview = true;

    private void SelectSynthesis(BehaviorContext<CurationState, SnapshotAdvanced> context)
    {
        context.Saga.SynthesisAwaitsReview = false;
        context.Saga.SelectForReview(ReviewPurpose.Synthesis, Now);
    }

    private void SendNextSlice(BehaviorContext<CurationState, WorkSliced> context) => context.Saga.SendNextSlice(context.Message, Now);

    private void SendAgain(BehaviorContext<CurationState, TendCuration> context) => context.Saga.SendAgain(Now, context.Message.Restarted);

    private void Reissue(BehaviorContext<CurationState, StartCuration> context) => context.Saga.Reissue(Now);

    /// <summary>Back to where it was. A rest that was paused looks at once for what has come meanwhile; a review that people finished meanwhile is closed.</summary>
    private async Task GoOn<T>(BehaviorContext<CurationState, T> context)
        where T : class
    {
        State state = GetState(context.Saga.ResumeState!);
        context.Saga.GoOn(Now);
        if ((state == Collecting || state == Released) && HasNotes(context))
        {
            context.Saga.AdvanceSnapshot(Now);
            state = Advancing;
        }
        else if (Reviewing.Contains(state) && context.Saga.HasNote(NoteKind.Review, context.Saga.ReviewId!))
        {
            context.Saga.CloseReview(Now);
            state = Advancing;
        }

        await context.TransitionToState(state).ConfigureAwait(false);
    }

    private void SuspendOnFaults()
    {
        Suspend(AdvanceSnapshotFaulted);
        Suspend(SelectForReviewFaulted);
        Suspend(OpenReviewFaulted);
        Suspend(ComposeTrainingSetFaulted);
        Suspend(TrainAuxiliaryModelFaulted);
        Suspend(RankShardFaulted);
        Suspend(BalanceDatasetFaulted);
        Suspend(TrainFoldFaulted);
        Suspend(EvaluateDatasetFaulted);
        Suspend(TrainGanFaulted);
        Suspend(SynthesizeSamplesFaulted);
        During(Working,
            When(CommandGivenUp, Awaits)
                .Then(context => context.Saga.Stop($"{context.Message.Command}: {context.Message.Reason}"))
                .TransitionTo(Suspended));
    }

    private void Suspend<T>(Event<Fault<T>> faulted)
        where T : class =>
        During(Working,
            When(faulted, context => context.Saga.Awaits(CommandId<T>.Of(context.Message.Message)!))
                .Then(context => context.Saga.Stop($"{typeof(T).Name}: {context.Message.Exceptions.FirstOrDefault()?.Message ?? "no reason given"}"))
                .TransitionTo(Suspended));

    private void CorrelateEverything()
    {
        Correlate(() => CurationStarted);
        Correlate(() => CurationPaused);
        Correlate(() => CurationResumed);
        Correlate(() => CurationCancelled);
        Correlate(() => Tended);
        Correlate(() => ImagesIngested);
        Correlate(() => SnapshotAdvanced);
        Correlate(() => ReviewSelected);
        Correlate(() => ReviewOpened);
        Correlate(() => ReviewCompleted);
        Correlate(() => TrainingSetComposed);
        Correlate(() => AuxiliaryModelTrained);
        Correlate(() => ShardRanked);
        Correlate(() => DatasetBalanced);
        Correlate(() => FoldTrained);
        Correlate(() => DatasetEvaluated);
        Correlate(() => GanTrained);
        Correlate(() => SamplesSynthesized);
        Correlate(() => WorkSliced);
        Correlate(() => CommandGivenUp);
        Correlate(() => AdvanceSnapshotFaulted);
        Correlate(() => SelectForReviewFaulted);
        Correlate(() => OpenReviewFaulted);
        Correlate(() => ComposeTrainingSetFaulted);
        Correlate(() => TrainAuxiliaryModelFaulted);
        Correlate(() => RankShardFaulted);
        Correlate(() => BalanceDatasetFaulted);
        Correlate(() => TrainFoldFaulted);
        Correlate(() => EvaluateDatasetFaulted);
        Correlate(() => TrainGanFaulted);
        Correlate(() => SynthesizeSamplesFaulted);
    }

    private void Correlate<T>(Expression<Func<Event<T>>> @event)
        where T : class =>
        Event(@event, correlation =>
        {
            correlation.CorrelateById(context => DatasetIds.Correlation(DatasetIds.Of(context.Message)));
            correlation.OnMissingInstance(missing => missing.ExecuteAsync(context => context.ResponseAddress is null
                ? Task.CompletedTask
                : context.RespondAsync(new CurationSteered
                {
                    DatasetId = DatasetIds.Of(context.Message),
                    State = "",
                    Version = 0,
                    Refusal = "it has no images yet: ingest some first",
                })));
        });

    private static class CommandId<T>
        where T : class
    {
        private static readonly Func<T, string?>? Read = (Func<T, string?>?)typeof(T).GetProperty("CommandId")?.GetMethod?.CreateDelegate(typeof(Func<T, string?>));

        public static string? Of(T message) => Read?.Invoke(message);
    }
}
