using Dcai.Api;
using Dcai.Cli.Demo;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Chaos;

/// <summary>Kills processes of a distributed dcai while it curates, and looks afterwards whether anything is lost or doubled.</summary>
/// <param name="schedule">Who is next.</param>
/// <param name="tally">What was killed so far.</param>
/// <param name="most">Kills in all.</param>
internal sealed class Killer(KillSchedule schedule, KillTally tally, int most) : IDemoCompanion
{
    public const string Broker = "broker";
    public const string Store = "s3-gateway";

    private const string Cut = "connections cut";
    private const string Frozen = "processes frozen";

    /// <summary>Decisions that an audit made for many images at once.</summary>
    private const string Bulk = "bulk:";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(0.005);
    private static readonly TimeSpan LongestAim = TimeSpan.FromSeconds(3);

    /// <summary>Some states are over in a tenth of a second: the last ones are waited for.</summary>
    private static readonly TimeSpan LongestAimAtTheLast = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(30);

    /// <summary>Some are longer than a lease lives.</summary>
    private static readonly TimeSpan[] Freezes = [TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(6)];

    private readonly List<string> _faults = [];
    private string _state = "";

    /// <summary>What else can happen.</summary>
    public static IReadOnlyList<string> Disturbances { get; } = [Cut, Frozen];

    /// <summary>What was lost, doubled or left over; empty where nothing was.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>What the models of the run are.</summary>
    public Witness Witness { get; } = new();

    /// <summary>Everybody who can be killed: one process of each service that has work, the broker, and the process that answers S3 requests.</summary>
    /// <param name="paints">Whether the curation paints images.</param>
    public static IReadOnlyList<string> Targets(bool paints) =>
        [.. ServiceKind.All.Select(kind => kind.Name).Where(name => paints || name != ServiceKind.GanTrainer), Broker, Store];

    public async Task AccompanyAsync(IDcaiServer server, GatewayClient client, string datasetId, CancellationToken cancellationToken)
    {
        var distributed = (DistributedServer)server;
        var watching = WatchFailpointsAsync(distributed.Fleet, cancellationToken);
        while (tally.Count < most)
        {
            var (pause, target) = schedule.Next();
            await DisturbAsync(distributed, schedule.NextDisturbance(), cancellationToken);
            await Task.Delay(pause, cancellationToken);
            _state = await AimAsync(client, datasetId, cancellationToken);
            await KillAsync(distributed, target, cancellationToken);
            tally.Add(new KillRecord(target, _state, Failpoint: null));
            schedule.Killed();
        }

        await watching;
    }

    public async Task LookBackAsync(IDcaiServer server, GatewayClient client, CurationReport report, CancellationToken cancellationToken)
    {
        await Witness.LookBackAsync(server, client, report, cancellationToken);
        var decisions = (await client.DecisionsAsync(report.Dataset, cancellationToken)).Decisions;
        Complain(decisions.GroupBy(decision => decision.DecisionId).Where(group => group.Count() > 1), group => $"decision {group.Key} is there {group.Count()} times");
        var known = decisions.Select(decision => decision.DecisionId).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var certificate in client.CertificatesAsync(report.Dataset, report.Release.Version, cancellationToken))
        {
            if (!seen.Add(certificate.SampleId))
            {
                _faults.Add($"sample {certificate.SampleId} has two certificates");
            }

            // Test images that were given as such have never been reviewed.
            var isReviewed = certificate.DecisionId is { } decision && (known.Contains(decision) || decision.StartsWith(Bulk, StringComparison.Ordinal));
            if (certificate.Part != "test" && !isReviewed)
            {
                _faults.Add($"sample {certificate.SampleId} is certified by a decision that is not in the trail");
            }
        }

        Complain((await client.DeadLettersAsync(report.Dataset, cancellationToken)).DeadLetters, letter => $"{letter.Message} was given up: {letter.Reason}");
        var left = await LeftInQueuesAsync(((DistributedServer)server).Servers, cancellationToken);
        Complain(left, queue => $"queue {queue.Key} still holds {queue.Value} messages");
    }

    /// <summary>Waits, but not for long, for a state in which nobody or fewer were killed.</summary>
    private async Task<string> AimAsync(GatewayClient client, string datasetId, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        var patience = tally.Count > most / 2 && tally.HasUntouched ? LongestAimAtTheLast : LongestAim;
        while (true)
        {
            var state = (await client.StatusAsync(datasetId, cancellationToken)).State;
            if (tally.IsWanting(state) || TimeProvider.System.GetElapsedTime(begin) > patience)
            {
                return state;
            }

            await Task.Delay(Glance, cancellationToken);
        }
    }

    private async Task KillAsync(DistributedServer server, string target, CancellationToken cancellationToken)
    {
        switch (target)
        {
            // Whoever is killed comes back even if the curation ends meanwhile.
            case Broker:
                await server.Servers.KillBrokerAsync(CancellationToken.None);
                await server.Servers.StartBrokerAsync(CancellationToken.None);
                break;
            case Store:
                await server.Servers.KillS3GatewayAsync(CancellationToken.None);
                await server.Servers.StartS3Async(CancellationToken.None);
                break;
            default:
                string place;
                do
                {
                    place = schedule.Pick([.. server.Fleet.Running.Where(running => running.StartsWith($"{target}-", StringComparison.Ordinal)).DefaultIfEmpty($"{target}-1")]);
                    await Task.Delay(Glance, cancellationToken);
                }
                while (!server.Fleet.Kill(place, schedule.NextFailpoint()));

                // Kills spread over the run, and over its states, when each begins with everybody at work.
                await server.Fleet.ReadyAsync(place, cancellationToken);
                break;
        }
    }

    private async Task DisturbAsync(DistributedServer server, string? disturbance, CancellationToken cancellationToken)
    {
        switch (disturbance)
        {
            case Cut:
                await server.Servers.CutConnectionsAsync(cancellationToken);
                break;
            case Frozen:
                // In the background: what it delays is what is to be seen.
                _ = server.Fleet.FreezeAsync(schedule.Pick(server.Fleet.Running), schedule.Pick(Freezes));
                break;
            default:
                return;
        }

        tally.AddDisturbance(disturbance);
    }

    private async Task WatchFailpointsAsync(ServiceFleet fleet, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            while (fleet.FailpointsReached.TryDequeue(out var reached))
            {
                tally.Add(new KillRecord(reached.Service, _state, reached.Failpoint));
            }

            await Task.Delay(BetweenLooks, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>Queues that do not become empty; the last messages are still on their way when the report is there.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> LeftInQueuesAsync(LocalServers servers, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var queued = await servers.QueuedAsync(cancellationToken);
            if (queued.Count == 0 || TimeProvider.System.GetElapsedTime(begin) > LongestSettling)
            {
                return queued;
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private void Complain<T>(IEnumerable<T> found, Func<T, string> words) => _faults.AddRange(found.Select(words));
}
