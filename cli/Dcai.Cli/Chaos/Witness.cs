using System.Globalization;
using Dcai.Api;
using Dcai.Cli.Demo;
using Dcai.Cli.Gateway;
using Dcai.Cli.Servers;

namespace Dcai.Cli.Chaos;

/// <summary>Remembers what came of every training of a run.</summary>
internal sealed class Witness : IDemoCompanion
{
    /// <summary>Digest of the weights of every model, by its name.</summary>
    public IReadOnlyDictionary<string, string> Weights { get; private set; } = new Dictionary<string, string>();

    public Task AccompanyAsync(IDcaiServer server, GatewayClient client, string datasetId, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public async Task LookBackAsync(IDcaiServer server, GatewayClient client, CurationReport report, CancellationToken cancellationToken)
    {
        var models = new List<ModelDescription>();
        foreach (var round in report.Rounds)
        {
            models.AddRange((await client.RoundModelsAsync(report.Dataset, round.Round, cancellationToken)).Models);
        }

        models.AddRange((await client.ReleaseModelsAsync(report.Dataset, report.Release.Version, cancellationToken)).Models);
        Weights = models.ToDictionary(model => string.Create(CultureInfo.InvariantCulture, $"{model.Name} {model.Number}"), model => model.WeightsDigest);
    }
}
