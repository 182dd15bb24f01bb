using Dcai.Contracts;
using Dcai.Orchestrator;
using Dcai.Work;
using Xunit.Abstractions;

namespace Dcai.EndToEnd.Tests;

/// <summary>A generated run is killed in every state that works, and started again with the same command each time.</summary>
public sealed class WhenTheMainJobIsKilled(ITestOutputHelper output)
{
    private const int LeastKills = 10;
    private const int MostKills = 60;

    private static readonly string[] WorkingStates =
    [
        nameof(CurationStateMachine.Advancing), nameof(CurationStateMachine.SelectingSeed), nameof(CurationStateMachine.SeedReview),
        nameof(CurationStateMachine.Composing), nameof(CurationStateMachine.TrainingAuxiliary), nameof(CurationStateMachine.Ranking),
        nameof(CurationStateMachine.SelectingRound), nameof(CurationStateMachine.RoundReview), nameof(CurationStateMachine.Balancing),
        nameof(CurationStateMachine.Evaluating),
    ];

    [Fact]
    public async Task It_ends_with_the_same_content_as_an_undisturbed_run()
    {
        using var undisturbed = new SmallRun();
        var (exitCode, text) = await DcaiProcess.RunAsync(undisturbed.Demo);
        Assert.True(exitCode == 0, text);

        using var killed = new SmallRun();
        var kills = await KillInEveryStateAsync(killed);
        (exitCode, text) = await DcaiProcess.RunAsync(killed.Demo);
        Assert.True(exitCode == 0, text);
        output.WriteLine($"killed {kills.Count} times: {string.Join(", ", kills)}");

        Assert.True(kills.Count >= LeastKills);
        Assert.Empty(WorkingStates.Except(kills));
        Assert.True(undisturbed.Report().Rounds.Count >= 2);
        Assert.Equal(undisturbed.Report().ContentDigest, killed.Report().ContentDigest);
        Assert.Equal(undisturbed.Report().Counts, killed.Report().Counts);
        Assert.Equal(
            undisturbed.Report().Evaluations.Select(row => (row.Name, row.TrainAccuracy, row.ValidationAccuracy, row.TestAccuracy)),
            killed.Report().Evaluations.Select(row => (row.Name, row.TrainAccuracy, row.ValidationAccuracy, row.TestAccuracy)));
        await AssertNothingIsLostOrDoubledAsync(killed);
    }

    private static async Task<List<string>> KillInEveryStateAsync(SmallRun run)
    {
        var kills = new List<string>();
        while (kills.Count < MostKills)
        {
            var process = DcaiProcess.Start(run.Demo);
            await using (process)
            {
                // The next state that has not been killed yet; when all have, whatever comes up until there were enough kills.
                var wanted = WorkingStates.Except(kills).ToHashSet();
                await Eventually.TrueAsync(
                    () => process.HasExited || wanted.Contains(run.State()) || (wanted.Count == 0 && run.State() == nameof(CurationStateMachine.Evaluating)),
                    "a state to kill in");
                if (process.HasExited)
                {
                    return kills;
                }

                await process.KillAsync();
                kills.Add(run.State());
            }

            if (kills.Count >= LeastKills && !WorkingStates.Except(kills).Any())
            {
                return kills;
            }
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
        Assert.Equal(run.Report().Review!.Decisions, curation.Counts.Samples);
    }
}
