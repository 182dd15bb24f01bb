using System.Text;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator.Tests.Simulation;
using Dcai.Tests;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Orchestrator.Tests;

public sealed class WhenAnyEventMeetsAnyState
{
    private const string Stale = " (stale)";

    private static readonly BareOrchestrators Kind = After(TimeSpan.FromMinutes(1));
    private static readonly BareOrchestrators HoursLater = After(TimeSpan.FromHours(3));

    [Fact]
    public async Task The_golden_table_says_what_happens()
    {
        var table = new StringBuilder(
            """
            What happens when an event meets a dataset in a state: the new state, the commands sent, the answer to whoever asked. Every change was
            also delivered a second time, as a broker does: the same commands went out again and nothing else happened.
            "Everything stale" is every reply and every fault with the id of a command that is not outstanding.

            """);
        foreach (var fixture in Fixtures.All)
        {
            table.Append('\n').Append(fixture.Name).Append('\n');
            var ignored = new List<string>();
            foreach (var (name, message, late) in Events(fixture))
            {
                var outcome = await OutcomeAsync(fixture, message, late);
                if (outcome is null)
                {
                    ignored.Add(name);
                }
                else
                {
                    table.Append("  ").Append(name.PadRight(40)).Append(' ').Append(outcome).Append('\n');
                }
            }

            var current = ignored.Where(name => !name.EndsWith(Stale, StringComparison.Ordinal)).ToArray();
            Assert.Equal(StaleReplies().Length + StaleCommands().Length, ignored.Count - current.Length);
            table.Append("  ignored: ").AppendJoin(", ", current.Append("everything stale")).Append('\n');
        }

        GoldenFile.Verify(GoldenFile.Beside("golden/states-and-events.txt"), table.ToString());
    }

    [Fact]
    public void No_state_is_missing_from_the_table() =>
        Assert.Equal(
            Kind.Machine.States.Select(state => state.Name).Except([Kind.Machine.Final.Name]).Order(),
            Fixtures.All.Select(fixture => fixture.StateName).Distinct().Order());

    [Fact]
    public void No_message_is_missing_from_the_table() =>
        Assert.Equal(
            Kind.Messages.Select(Name).Order(),
            Events(Fixtures.All[0]).Select(row => Name(MessageType(row.Message))).Distinct().Order());

    [Fact]
    public void No_reply_goes_unanswered_for() =>
        Assert.Equal(
            StaleReplies().Select(reply => reply.GetType().Name).Except([nameof(WorkSliced), nameof(CommandGivenUp)]).Order(),
            Fixtures.All.SelectMany(fixture => fixture.Replies).Select(reply => reply.GetType().Name).Distinct().Order());

    /// <summary>Every message in every relevant guise.</summary>
    private static IEnumerable<(string Name, object Message, bool Late)> Events(Fixture fixture)
    {
        const string dataset = Fixtures.DatasetId;
        var start = new StartCuration { DatasetId = dataset, SettingsVersion = 2, SamplesPerRound = 4, RankingShardSize = 2 };
        yield return ("StartCuration", start, false);
        yield return ("StartCuration (older settings)", start with { SettingsVersion = 0 }, false);
        yield return ("PauseCuration", new PauseCuration { DatasetId = dataset }, false);
        yield return ("ResumeCuration", new ResumeCuration { DatasetId = dataset }, false);
        yield return ("CancelCuration", new CancelCuration { DatasetId = dataset }, false);
        yield return ("TendCuration (nothing is due)", new TendCuration { DatasetId = dataset, Restarted = false }, false);
        yield return ("TendCuration (hours later)", new TendCuration { DatasetId = dataset, Restarted = false }, true);
        yield return ("TendCuration (restarted)", new TendCuration { DatasetId = dataset, Restarted = true }, false);
        yield return ("ImagesIngested", new ImagesIngested
        {
            DatasetId = dataset,
            CommandId = "upload-9",
            BatchId = "batch-9",
            AcceptedCount = 1,
            DuplicateCount = 0,
            RejectedCount = 0,
        }, false);
        if (fixture.State?.ReviewId is { } review)
        {
            yield return ("ReviewCompleted (this one)", new ReviewCompleted { DatasetId = dataset, ReviewId = review, DecisionCount = 4 }, false);
        }

        yield return ("ReviewCompleted (another)", new ReviewCompleted { DatasetId = dataset, ReviewId = "0000-seed", DecisionCount = 3 }, false);
        foreach (var reply in fixture.Replies)
        {
            yield return (reply.GetType().Name, reply, false);
        }

        foreach (var owed in fixture.State?.Outstanding.Take(1) ?? [])
        {
            var command = System.Text.Json.JsonSerializer.Deserialize(
                owed.Body, OrchestratorModule.Commands.Single(type => type.Name == owed.Command), CanonicalJson.Options)!;
            yield return ("WorkSliced", new WorkSliced { DatasetId = dataset, CommandId = owed.CommandId, Slice = 0 }, false);
            yield return ($"Fault<{owed.Command}>", Faults.Of(command), false);
            yield return ("CommandGivenUp", new CommandGivenUp { DatasetId = dataset, CommandId = owed.CommandId, Command = owed.Command, Reason = "too often" }, false);
        }

        foreach (var reply in StaleReplies())
        {
            yield return ($"{reply.GetType().Name}{Stale}", reply, false);
        }

        foreach (var command in StaleCommands())
        {
            yield return ($"Fault<{command.GetType().Name}>{Stale}", Faults.Of(command), false);
        }
    }

    private static object[] StaleCommands()
    {
        var curation = Fixtures.InState("Ranking", curation => curation.ReviewId = "0001-seed");
        return
        [
            CurationSteps.AdvanceSnapshot(curation), CurationSteps.SelectForReview(curation), CurationSteps.OpenReview(curation, 1),
            CurationSteps.ComposeTrainingSet(curation), CurationSteps.TrainAuxiliaryModel(curation), CurationSteps.RankShard(curation),
            CurationSteps.BalanceDataset(curation), CurationSteps.TrainFold(curation), CurationSteps.EvaluateDataset(curation),
            CurationSteps.TrainGan(curation), CurationSteps.SynthesizeSamples(curation),
        ];
    }

    private static object[] StaleReplies()
    {
        const string dataset = Fixtures.DatasetId;
        const string stale = "stale";
        var counts = new SnapshotCounts { Samples = 0, Uncertified = 0, Certified = 0, Removed = 0, Conflicts = 0 };
        return
        [
            new SnapshotAdvanced
            {
                DatasetId = dataset, CommandId = stale, Sequence = 1, Version = 1, ContentDigest = "", Batches = [], Reviews = [], Counts = counts,
                GenerationCounts = counts, MoreToFold = false,
            },
            new ReviewSelected { DatasetId = dataset, CommandId = stale, ReviewId = "0001-seed", Purpose = ReviewPurpose.Seed, Round = 0, ItemCount = 3 },
            new ReviewOpened { DatasetId = dataset, CommandId = stale, ReviewId = "0001-seed" },
            new TrainingSetComposed { DatasetId = dataset, CommandId = stale, Round = 1, TrainingSet = Fixtures.Yield, TrainCount = 1, ValidationCount = 1 },
            new AuxiliaryModelTrained { DatasetId = dataset, CommandId = stale, Round = 1, Model = Fixtures.Yield, TrainAccuracy = 1, ValidationAccuracy = 1 },
            new ShardRanked { DatasetId = dataset, CommandId = stale, Round = 1, Shard = 0, SampleCount = 1 },
            new DatasetBalanced { DatasetId = dataset, CommandId = stale, Release = 1, Plan = Fixtures.Yield, FoldCount = 1 },
            new FoldTrained { DatasetId = dataset, CommandId = stale, Release = 1, Fold = 0, ValidationAccuracy = 1 },
            new DatasetEvaluated { DatasetId = dataset, CommandId = stale, Release = 1, Report = Fixtures.Yield },
            new GanTrained { DatasetId = dataset, CommandId = stale, Release = 1, Generator = Fixtures.Yield },
            new SamplesSynthesized { DatasetId = dataset, CommandId = stale, Release = 1, SampleCount = 1 },
            new WorkSliced { DatasetId = dataset, CommandId = stale, Slice = 0 },
            new CommandGivenUp { DatasetId = dataset, CommandId = stale, Command = "RankShard", Reason = "too often" },
        ];
    }

    /// <returns>Null where nothing happened.</returns>
    private static async Task<string?> OutcomeAsync(Fixture fixture, object message, bool late)
    {
        var kind = late ? HoursLater : Kind;
        var store = new InMemoryObjectStore(kind.Time);
        if (fixture.State is { } state)
        {
            await store.PutAsync(StoreKeys.Saga(Fixtures.DatasetId, state.SagaVersion), CurationState.Format.Write(state));
        }

        var sent = new List<object>();
        var orchestrator = kind.Start(store, (_, command) =>
        {
            sent.Add(command);
            return Task.CompletedTask;
        });
        var before = fixture.State?.SagaVersion ?? 0;
        var asks = message is StartCuration or PauseCuration or ResumeCuration or CancelCuration;
        var delivery = new Delivery(message, Guid.NewGuid(), asks);
        await orchestrator.HandleAsync(delivery);
        var after = (await orchestrator.Log.LoadAsync(Fixtures.DatasetId, default))?.State;
        var first = sent.ToArray();
        sent.Clear();
        await orchestrator.HandleAsync(delivery);
        var again = (await orchestrator.Log.LoadAsync(Fixtures.DatasetId, default))?.State;

        Assert.Equal(after?.SagaVersion, again?.SagaVersion);
        Assert.Equal(first.Select(command => command.ToString()), sent.Select(command => command.ToString()));
        var answer = first.OfType<CurationSteered>().SingleOrDefault();
        Assert.Equal(asks, answer is not null);
        if (answer is { Refusal: null })
        {
            Assert.Equal(after!.SagaVersion, answer.Version);
        }

        var changed = after is not null && after.SagaVersion > before;
        if (!changed && answer is null)
        {
            Assert.Empty(first);
            return null;
        }

        Assert.All(after?.Owed ?? [], owed => Assert.Contains(owed.CommandId, after!.Outstanding.Select(outstanding => outstanding.CommandId)));
        var commands = first.Where(command => command is not CurationSteered).GroupBy(command => command.GetType().Name)
            .Select(group => group.Count() == 1 ? group.Key : $"{group.Key} × {group.Count()}").ToArray();
        var notes = (after?.Notes.Count ?? 0) - (fixture.State?.Notes.Count ?? 0);
        return string.Join("; ", ((string?[])
        [
            !changed ? "unchanged" : after!.CurrentState == fixture.State?.CurrentState ? "stays" : $"→ {after.CurrentState}",
            commands.Length > 0 ? $"sends {string.Join(", ", commands)}" : null,
            changed && notes > 0 ? "notes it" : null,
            answer?.Refusal is { } refusal ? $"refused: {refusal}" : null,
        ]).OfType<string>());
    }

    private static BareOrchestrators After(TimeSpan passed)
    {
        var time = new ManualTime();
        time.Advance(passed);
        return new BareOrchestrators(time);
    }

    private static Type MessageType(object message) =>
        message.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Fault<>)) ?? message.GetType();

    private static string Name(Type message) => message.IsGenericType ? $"Fault<{message.GetGenericArguments()[0].Name}>" : message.Name;
}
