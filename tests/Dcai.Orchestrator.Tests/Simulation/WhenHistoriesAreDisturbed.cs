using System.Diagnostics;
using Dcai.Tests;
using Xunit.Abstractions;

namespace Dcai.Orchestrator.Tests.Simulation;

public sealed class WhenHistoriesAreDisturbed(ITestOutputHelper output)
{
    private const int Histories = 10_000;
    private const int HistoriesWithLateArrivals = 2_000;

    [Fact]
    public async Task All_of_them_end_like_the_undisturbed_one()
    {
        var ends = new List<(string End, int Sends)>();
        foreach (var inputs in Inputs.Base)
        {
            var undisturbed = new History(new BareOrchestrators(new ManualTime()), inputs, seed: null, new Tally());
            ends.Add((undisturbed.Describe(await undisturbed.RunAsync()), undisturbed.Sends));
        }

        var tally = await RunAsync(Histories, async (kind, seed, tally) =>
        {
            var index = seed % Inputs.Base.Count;
            var history = new History(kind, Inputs.Base[index], seed, tally);
            var state = await history.RunAsync().ConfigureAwait(false);
            Assert.Empty(state.Outstanding);
            Assert.Equal(ends[index].End, history.Describe(state));
            Assert.True(
                history.Sends <= ends[index].Sends + (4 * history.Disturbances),
                $"{history.Sends} sends for {history.Disturbances} disturbances; {ends[index].Sends} without.");
            if (seed % 50 == 0)
            {
                AssertUnbroken(await history.VersionsAsync().ConfigureAwait(false));
            }
        });
        foreach (var kind in Enum.GetValues<Mischief>().Except([Mischief.LateArrival]))
        {
            Assert.True(tally[kind] > 0, $"No {kind} in {Histories} histories.");
        }
    }

    [Fact]
    public async Task Late_arrivals_are_decided_once_or_wait_for_the_next_generation()
    {
        var tally = await RunAsync(HistoriesWithLateArrivals, async (kind, seed, tally) =>
        {
            var history = new History(kind, Inputs.Late[seed % Inputs.Late.Count], seed, tally);
            await history.RunAsync().ConfigureAwait(false);

            // The hourly look finds what no message told of.
            var state = await history.WaitAsync(TimeSpan.FromHours(1)).ConfigureAwait(false);
            Assert.True(history.World.EverythingIsFolded, "A batch or a review was lost.");
            Assert.DoesNotContain(
                history.World.Newest.Rows,
                row => row.Status == Contracts.SampleStatus.Uncertified && row.ArrivedIn <= state.GenerationSnapshot);
            Assert.InRange(state.Waiting(), 0, Inputs.SamplesPerRound - 1);

            // A day later nobody waits any more.
            state = await history.WaitAsync(TimeSpan.FromHours(25)).ConfigureAwait(false);
            state = await history.WaitAsync(TimeSpan.FromHours(25)).ConfigureAwait(false);
            Assert.Equal(0, state.Waiting());
            Assert.DoesNotContain(history.World.Newest.Rows, row => row.Status == Contracts.SampleStatus.Uncertified);
        });
        Assert.True(tally[Mischief.LateArrival] > HistoriesWithLateArrivals);
    }

    private async Task<Tally> RunAsync(int histories, Func<BareOrchestrators, int, Tally, Task> run)
    {
        var tally = new Tally();
        var watch = Stopwatch.StartNew();
        const int threads = 2;
        await Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Run(async () =>
        {
            var kind = new BareOrchestrators(new ManualTime());
            for (var seed = thread; seed < histories; seed += threads)
            {
                try
                {
                    await run(kind, seed, tally).ConfigureAwait(false);
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
                }
            }
        })));
        output.WriteLine($"{histories} histories in {watch.Elapsed.TotalSeconds:F1} s: {tally}");
        return tally;
    }

    private static void AssertUnbroken(IReadOnlyList<CurationState> versions)
    {
        CurationState? last = null;
        foreach (var version in versions)
        {
            Assert.Equal((last?.SagaVersion ?? 0) + 1, version.SagaVersion);
            Assert.Equal(last?.Nonce, version.ParentNonce);
            Assert.True(version.Snapshot >= (last?.Snapshot ?? 0) && version.Round >= (last?.Round ?? 0) && version.Release >= (last?.Release ?? 0));
            Assert.All(version.ToSend, id => Assert.True(version.Awaits(id), $"Version {version.SagaVersion} wants {id} sent and does not await it."));
            Assert.InRange(version.Outstanding.Count, 0, CurationVerbs.MostOutstanding);
            last = version;
        }
    }
}
