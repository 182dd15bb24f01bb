using Dcai.Cli.Chaos;
using Dcai.Cli.Servers;
using Dcai.Hosting.Failpoints;

namespace Dcai.Cli.Tests;

public sealed class WhenServicesAreScaled : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_wish_is_kept_for_who_supervises_them()
    {
        Directory.CreateDirectory(_folder.Of("servers"));

        var run = await ScaleAsync("ranker", "3");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("ranker: 3 processes\n", run.Out);
        var wanted = WantedProcesses.Read(_folder.Path);
        Assert.Equal([1, 3], new[] { "aux-trainer", "ranker" }.Select(name => wanted.Of(ServiceKind.All.Single(kind => kind.Name == name))));
    }

    [Fact]
    public async Task Nonsense_is_refused()
    {
        Directory.CreateDirectory(_folder.Of("servers"));

        (await ScaleAsync("dreamer", "3")).FailedWith(2, "'dreamer'", "ranker");
        (await ScaleAsync("ranker", "-1")).FailedWith(2, "0 to 32");
        (await ScaleAsync("review-gateway", "2")).FailedWith(2, "one address");
        (await CommandRun.OfAsync("scale", "ranker", "3", "--data-dir", _folder.Of("elsewhere"))).FailedWith(1, "./dcai up --distributed");
        (await CommandRun.OfAsync("chaos", "--kills", "0")).FailedWith(2, "--kills");
    }

    [Fact]
    public async Task A_damaged_wish_is_named()
    {
        Directory.CreateDirectory(_folder.Of("servers"));
        _folder.Write("processes.json", "{");

        (await ScaleAsync("ranker", "3")).FailedWith(1, "processes.json", "delete it");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Everybody_is_killed_once_before_anybody_is_killed_twice(bool paints)
    {
        var targets = Killer.Targets(paints);
        var schedule = new KillSchedule(targets, Failpoint.Names, Killer.Disturbances, seed: 7);

        var kills = Kills(schedule);

        Assert.All(kills.Chunk(targets.Count), cycle => Assert.Equal(targets.Order(), cycle.Select(kill => kill.Target).Order()));
        Assert.Equal(kills, Kills(new KillSchedule(targets, Failpoint.Names, Killer.Disturbances, seed: 7)));

        Assert.Equal(paints, targets.Contains(ServiceKind.GanTrainer));

        List<(TimeSpan Pause, string Target)> Kills(KillSchedule schedule) =>
        [
            .. Enumerable.Range(0, 3 * targets.Count).Select(_ =>
            {
                var next = schedule.Next();
                schedule.Killed();
                return next;
            }),
        ];
    }

    [Fact]
    public void Painting_is_a_state_to_be_killed_in_where_there_is_painting()
    {
        string[] painting = ["Synthesizing", "SynthesisReview"];

        Assert.Equal(painting, new KillTally(paints: true).States.Except(new KillTally(paints: false).States));
    }

    private Task<CommandRun> ScaleAsync(string service, string count) => CommandRun.OfAsync("scale", "--data-dir", _folder.Path, service, count);
}
