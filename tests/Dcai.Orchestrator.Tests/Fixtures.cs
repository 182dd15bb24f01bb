using Dcai.Contracts;
using Dcai.Tests;
using Dcai.Work;

namespace Dcai.Orchestrator.Tests;

/// <summary>A dataset that stands in some state, and what its outstanding commands will be answered with.</summary>
/// <param name="Name">The state, and what is special.</param>
/// <param name="State">Null before anything has happened.</param>
/// <param name="Replies">The replies that count.</param>
internal sealed record Fixture(string Name, CurationState? State, params object[] Replies)
{
    public string StateName => State?.CurrentState ?? "Initial";
}

/// <summary>One dataset in each state of its life.</summary>
internal static class Fixtures
{
    public const string DatasetId = "numerals";

    private static readonly DateTimeOffset Now = ManualTime.Start;

    public static Descriptor Yield { get; } = new() { MediaType = "application/octet-stream", Digest = $"sha256:{new string('a', 64)}", SizeBytes = 1 };

    public static IReadOnlyList<Fixture> All { get; } =
    [
        new("Initial", null),
        new("Collecting", InState("Collecting", curation =>
            (curation.Generation, curation.GenerationActive, curation.SettingsVersion) = (0, false, 0))),
        Advancing("nothing has come yet", _ => { }, Counted(0, 0, 0), curation => (curation.Generation, curation.GenerationActive) = (0, false)),
        Advancing("not started", _ => { }, Counted(9, 9, 0), curation => (curation.Generation, curation.GenerationActive, curation.SettingsVersion) = (0, false, 0)),
        Advancing("first images", _ => { }, Counted(9, 9, 0), curation => (curation.Generation, curation.GenerationActive, curation.SeedReviewed) = (0, false, false)),
        Advancing("more to fold", _ => { }, Counted(9, 9, 0), more: true),
        Advancing("another batch came meanwhile", curation => curation.Note(NoteKind.Batch, "batch-2"), Counted(9, 9, 0)),
        Advancing("labels disagree", _ => { }, Counted(9, 9, 1)),
        Advancing("the seed is certified", _ => { }, Counted(9, 6, 0)),
        Advancing("a generation begins with the last model", _ => { }, Counted(9, 6, 0), curation => curation.GenerationActive = false),
        Advancing("too few wait for a generation", _ => { }, Counted(9, 2, 0), curation => curation.GenerationActive = false),
        Advancing("everything is certified", _ => { }, Counted(9, 0, 0)),
        Selecting("SelectingSeed", ReviewPurpose.Seed, items: 3),
        Selecting("SelectingSeed, nothing to ask", ReviewPurpose.Seed, items: 0),
        Reviewing("SeedReview", ReviewPurpose.Seed),
        Owing("Composing", curation => CurationSteps.ComposeTrainingSet(curation), command => command.CommandId, id => new TrainingSetComposed
        {
            DatasetId = DatasetId, CommandId = id, Round = 2, TrainingSet = Yield, TrainCount = 8, ValidationCount = 1,
        }),
        Owing("TrainingAuxiliary", curation => CurationSteps.TrainAuxiliaryModel(curation), command => command.CommandId, id => new AuxiliaryModelTrained
        {
            DatasetId = DatasetId, CommandId = id, Round = 2, Model = Yield, TrainAccuracy = 1, ValidationAccuracy = 1,
        }),
        Ranking("Ranking, the last shard", shards: 1),
        Ranking("Ranking, two shards under way", shards: 2),
        Ranking("Ranking, more shards than may be under way", shards: 200),
        Selecting("SelectingRound", ReviewPurpose.Round, items: 4),
        Selecting("SelectingRound, nothing to ask", ReviewPurpose.Round, items: 0),
        Reviewing("RoundReview", ReviewPurpose.Round),
        Owing("Balancing", curation => CurationSteps.BalanceDataset(curation), command => command.CommandId, id => new DatasetBalanced
        {
            DatasetId = DatasetId, CommandId = id, Release = 1, Plan = Yield, FoldCount = 3,
        }),
        Owing("Balancing, nothing to train", curation => CurationSteps.BalanceDataset(curation), command => command.CommandId, id => new DatasetBalanced
        {
            DatasetId = DatasetId, CommandId = id, Release = 1, Plan = Yield, FoldCount = 0,
        }),
        Owing("Evaluating, the last fold", curation => CurationSteps.TrainFold(curation), command => command.CommandId, id => new FoldTrained
        {
            DatasetId = DatasetId, CommandId = id, Release = 1, Fold = 0, ValidationAccuracy = 1,
        }),
        Evaluated("Evaluating, the report", _ => { }),
        Evaluated("Evaluating, the report, images came meanwhile", curation => curation.Note(NoteKind.Batch, "batch-2")),
        Evaluated("Evaluating, the report, synthesis is wanted", curation => curation.Synthesize = true),
        Owing("Synthesizing, the generator", curation => CurationSteps.TrainGan(curation), command => command.CommandId, id => new GanTrained
        {
            DatasetId = DatasetId, CommandId = id, Release = 1, Generator = Yield,
        }),
        Owing("Synthesizing, the samples", curation => CurationSteps.SynthesizeSamples(curation), command => command.CommandId, id => new SamplesSynthesized
        {
            DatasetId = DatasetId, CommandId = id, Release = 1, SampleCount = 5,
        }),
        Selecting("Synthesizing, the review", ReviewPurpose.Synthesis, items: 5),
        Reviewing("SynthesisReview", ReviewPurpose.Synthesis),
        new("Released", InState("Released", Rest)),
        new("Released, enough wait for a generation", InState("Released", curation => curation.GenerationActive = false)),
        new("Released, a review is noted", InState("Released", curation =>
        {
            Rest(curation);
            curation.Note(NoteKind.Review, "0001-seed");
        })),
        Stopped("Paused, while ranking", "Paused", Ranking("Ranking", shards: 2)),
        Stopped("Paused, while released", "Paused", new Fixture("Released", InState("Released", Rest))),
        Stopped("Paused, and the review was finished", "Paused", Reviewing("RoundReview", ReviewPurpose.Round), curation =>
            curation.Note(NoteKind.Review, curation.ReviewId!)),
        Stopped("Suspended, while ranking", "Suspended", Ranking("Ranking", shards: 2), curation => curation.Reason = "RankShard: the disk is full"),
        new("Cancelled", InState("Cancelled", _ => { })),
    ];

    /// <summary>A dataset in the middle of its second round, moved to a state.</summary>
    public static CurationState InState(string state, Action<CurationState> change)
    {
        var curation = new CurationState
        {
            CorrelationId = Work.Sagas.DatasetIds.Correlation(DatasetId),
            DatasetId = DatasetId,
            SagaVersion = 7,
            Nonce = "n7",
            MessageId = Guid.NewGuid(),
            CurrentState = state,
            SettingsVersion = 1,
            SamplesPerRound = 4,
            RankingShardSize = 2,
            Generation = 1,
            GenerationActive = true,
            GenerationSnapshot = 1,
            Snapshot = 3,
            AdvanceSequence = 3,
            AdvancedAt = Now,
            Counts = Counted(9, 6, 0),
            GenerationCounts = Counted(9, 6, 0),
            SeedReviewed = true,
            Round = 2,
            ReviewCount = 2,
            Release = 1,
            TrainingSet = Yield,
            Model = Yield,
            Plan = Yield,
            Generator = Yield,
            FoldCount = 1,
            RankingShards = 3,
        };
        change(curation);
        curation.ToSend.Clear();
        return curation;
    }

    private static void Rest(CurationState curation)
    {
        curation.GenerationActive = false;
        curation.Counts = curation.GenerationCounts = Counted(9, 0, 0);
    }

    private static SnapshotCounts Counted(int samples, int uncertified, int conflicts) =>
        new() { Samples = samples, Uncertified = uncertified, Certified = samples - uncertified, Removed = 0, Conflicts = conflicts };

    private static Fixture Advancing(
        string name, Action<CurationState> meanwhile, SnapshotCounts counts, Action<CurationState>? change = null, bool more = false)
    {
        var curation = InState("Advancing", curation =>
        {
            change?.Invoke(curation);
            curation.AdvanceSnapshot(Now);
            meanwhile(curation);
        });
        return new Fixture($"Advancing, {name}", curation, new SnapshotAdvanced
        {
            DatasetId = DatasetId,
            CommandId = curation.Outstanding[0].CommandId,
            Sequence = curation.AdvanceSequence,
            Version = 4,
            ContentDigest = "sha256:4",
            Batches = [],
            Reviews = [],
            Counts = counts,
            GenerationCounts = counts,
            MoreToFold = more,
        });
    }

    private static Fixture Selecting(string name, ReviewPurpose purpose, int items)
    {
        var curation = InState(name.Split(',')[0], curation =>
        {
            curation.SeedReviewed = purpose != ReviewPurpose.Seed;
            curation.GenerationCounts = purpose == ReviewPurpose.Synthesis ? Counted(9, 0, 0) : curation.GenerationCounts;
            curation.SelectForReview(purpose, Now);
        });
        return new Fixture(name, curation, new ReviewSelected
        {
            DatasetId = DatasetId,
            CommandId = curation.Outstanding[0].CommandId,
            ReviewId = curation.ReviewId!,
            Purpose = purpose,
            Round = 2,
            ItemCount = items,
        });
    }

    private static Fixture Reviewing(string name, ReviewPurpose purpose)
    {
        var curation = InState(name, curation =>
        {
            curation.SeedReviewed = purpose != ReviewPurpose.Seed;
            curation.ReviewCount = 3;
            curation.ReviewId = CurationSteps.ReviewId(3, purpose);
            curation.Purpose = purpose;
            curation.Owe(CurationSteps.OpenReview(curation, 4), command => command.CommandId, Now);
        });
        return new Fixture(name, curation, new ReviewOpened { DatasetId = DatasetId, CommandId = curation.Outstanding[0].CommandId, ReviewId = curation.ReviewId! });
    }

    private static Fixture Ranking(string name, int shards)
    {
        var curation = InState("Ranking", curation =>
        {
            curation.RankingShards = shards;
            curation.FanOut(shards, CurationSteps.RankShard, command => command.CommandId, Now);
        });
        return new Fixture(name, curation, new ShardRanked
        {
            DatasetId = DatasetId,
            CommandId = curation.Outstanding[0].CommandId,
            Round = 2,
            Shard = 0,
            SampleCount = 2,
        });
    }

    private static Fixture Evaluated(string name, Action<CurationState> change)
    {
        var fixture = Owing(name, curation => CurationSteps.EvaluateDataset(curation), command => command.CommandId, id => new DatasetEvaluated
        {
            DatasetId = DatasetId,
            CommandId = id,
            Release = 1,
            Report = Yield,
        });
        change(fixture.State!);
        return fixture;
    }

    private static Fixture Owing<TCommand>(
        string name, Func<CurationState, TCommand> command, Func<TCommand, string> commandId, Func<string, object> reply)
        where TCommand : class
    {
        var curation = InState(name.Split(',')[0], curation =>
        {
            curation.FanOutNext = 0;
            curation.Owe(command(curation), commandId, Now);
            curation.FanOutNext = 1;
        });
        return new Fixture(name, curation, reply(curation.Outstanding[0].CommandId));
    }

    private static Fixture Stopped(string name, string state, Fixture fixture, Action<CurationState>? change = null)
    {
        var curation = fixture.State!;
        curation.Stop(reason: null);
        curation.CurrentState = state;
        change?.Invoke(curation);
        return fixture with { Name = name };
    }
}
