using Dcai.Contracts;
using Dcai.Orchestrator;
using Dcai.Work;
using Xunit.Abstractions;

namespace Dcai.EndToEnd.Tests;

/// <summary>A generated run is killed in every state that works, and started again with the same command each time.</summary>
public sealed class WhenTheMainJobIsKilled(ITestOutputHelper output)
{
    private const int MostRuns = 5;

    private static readonly string[] WorkingStates =
    [
        nameof(CurationStateMachine.Advancing), nameof(CurationStateMachine.SelectingSeed), nameof(CurationStateMachine.SeedReview),
        nameof(CurationStateMachine.Composing), nameof(CurationStateMachine.TrainingAuxiliary), nameof(CurationStateMachine.Ranking),
        nameof(CurationStateMachine.SelectingRound), nameof(CurationStateMachine.RoundReview), nameof(CurationStateMachine.Balancing),
        nameof(CurationStateMachine.Evaluating),
    ];

    [Theory]
    [InlineData(SmallRun.Quick)]
    [InlineData(SmallRun.Adaptive)]
    public async Task It_ends_with_the_same_content_as_an_undisturbed_run(string profile)
    {
        using var undisturbed = new SmallRun(profile);
        var (exitCode, text) = await DcaiProcess.RunAsync(undisturbed.Demo);
        Assert.True(exitCode == 0, text);

        Assert.True(undisturbed.Report().Rounds.Count >= 2);

        // A state can pass between the look and the kill, and does not come back in that run.
        var missing = WorkingStates.ToHashSet();
        for (var run = 0; run < MostRuns && missing.Count > 0; run++)
        {
            using var killed = new SmallRun(profile);
            var kills = await KillInEveryStateAsync(killed, missing);
            (exitCode, text) = await DcaiProcess.RunAsync(killed.Demo);
            Assert.True(exitCode == 0, text);
            output.WriteLine($"killed {kills.Count} times: {string.Join(", ", kills)}");
            missing.ExceptWith(kills);

            Assert.Equal(undisturbed.Report().ContentDigest, killed.Report().ContentDigest);
            Assert.Equal(undisturbed.Report().Counts, killed.Report().Counts);
            Assert.Equal(
                undisturbed.Report().Evaluations.Select(row => (row.Name, row.TrainAccuracy, row.ValidationAccuracy, row.TestAccuracy)),
                killed.Report().Evaluations.Select(row => (row.Name, row.TrainAccuracy, row.ValidationAccuracy, row.TestAccuracy)));
            await AssertNothingIsLostOrDoubledAsync(killed);
        }

        Assert.Empty(missing);
    }

    /// <summary>Kills in each of these states once, as far as they are met.</summary>
    private static async Task<IReadOnlyList<string>> KillInEveryStateAsync(SmallRun run, IReadOnlySet<string> states)
    {
        var kills = new List<string>();
        while (states.Except(kills).Any())
        {
            await using var process = DcaiProcess.Start(run.Demo);
            var wanted = states.Except(kills).ToHashSet();
            await Eventually.TrueAsync(() => process.HasExited || wanted.Contains(run.State()), "a state to kill in");
            if (process.HasExited)
            {
                break;
            }

            await process.KillAsync();
            kills.Add(run.State());
        }

        return kills;
    }

    private static async Task AssertNothingIsLostOrDoubledAsync(SmallRun run)
    {
        using var store = run.Store();
        var datasetId = run.DatasetIdOrFail();
        var curation = await SmallRun.SagaAsync(store, datasetId);
        Assert.Equal(nameof(CurationStateMachine.Released), curation.CurrentState);
        Assert.Empty(curation.Outstanding);
        var reader = new SnapshotReader(store);
        foreach (var snapshot in await SmallRun.SnapshotsAsync(store, datasetId))
        {
            var samples = await reader.SamplesAsync(snapshot, CancellationToken.None);
            Assert.Equal(snapshot.Counts.Samples, samples.Select(sample => sample.SampleId).Distinct().Count());
            Assert.Equal(snapshot.Counts.Samples, snapshot.Counts.Uncertified + snapshot.Counts.Certified + snapshot.Counts.Removed);
            Assert.All(Enum.GetValues<SampleStatus>(), status => Assert.Equal(
                samples.Count(sample => sample.Status == status),
                status switch
                {
                    SampleStatus.Uncertified => snapshot.Counts.Uncertified,
                    SampleStatus.Certified => snapshot.Counts.Certified,
                    _ => snapshot.Counts.Removed,
                }));
        }

        Assert.Equal(0, curation.Counts!.Uncertified);
        Assert.Equal(curation.Counts.Samples, run.Report().Review!.Decisions + (run.Report().Certification?.InBulk ?? 0));
    }
}
