using Dcai.Api;
using Dcai.Cli.Demo;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Chaos;

/// <summary>Kills processes of a distributed dcai while it curates, and looks afterwards whether anything is lost or doubled.</summary>
/// <param name="schedule">Who is next.</param>
/// <param name="most">Kills in all.</param>
internal sealed class Killer(KillSchedule schedule, int most) : IDemoCompanion
{
    public const string Broker = "broker";
    public const string Store = "s3-gateway";

    /// <summary>Decisions that an audit made for many images at once.</summary>
    private const string Bulk = "bulk:";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromSeconds(30);

    private readonly List<KillRecord> _kills = [];
    private readonly List<string> _faults = [];

    /// <summary>Everybody who can be killed: one process of each service, the broker, and the process that answers S3 requests.</summary>
    public static IReadOnlyList<string> Targets { get; } = [.. ServiceKind.All.Select(kind => kind.Name), Broker, Store];

    public IReadOnlyList<KillRecord> Kills => _kills;

    /// <summary>What was lost, doubled or left over; empty where nothing was.</summary>
    public IReadOnlyList<string> Faults => _faults;

    public async Task AccompanyAsync(IDcaiServer server, GatewayClient client, string datasetId, CancellationToken cancellationToken)
    {
        var distributed = (DistributedServer)server;
        while (_kills.Count < most)
        {
            var (pause, target) = schedule.Next();
            await Task.Delay(pause, cancellationToken);
            var state = (await client.StatusAsync(datasetId, cancellationToken)).State;
            await KillAsync(distributed, target, cancellationToken);
            _kills.Add(new KillRecord(target, state));
            schedule.Killed();
        }
    }

    public async Task LookBackAsync(IDcaiServer server, GatewayClient client, CurationReport report, CancellationToken cancellationToken)
    {
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

        var left = await LeftInQueuesAsync(((DistributedServer)server).Servers, cancellationToken);
        Complain(left, queue => $"queue {queue.Key} still holds {queue.Value} messages");
    }

    private static async Task KillAsync(DistributedServer server, string target, CancellationToken cancellationToken)
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
                while (!server.Fleet.Kill($"{target}-1"))
                {
                    await Task.Delay(BetweenLooks, cancellationToken);
                }

                // Kills spread over the run, and over its states, when each begins with everybody at work.
                await server.Fleet.ReadyAsync($"{target}-1", cancellationToken);
                break;
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

/// <summary>One kill.</summary>
/// <param name="Target">Who was killed.</param>
/// <param name="State">The state that the curation was in.</param>
internal sealed record KillRecord(string Target, string State);
