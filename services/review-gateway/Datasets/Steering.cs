using Dcai.Api;
using Dcai.Contracts;
using Dcai.ReviewGateway.Problems;
using MassTransit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Starts, pauses, resumes and cancels: answered only when the saga has stored it.</summary>
internal sealed class Steering(IServiceScopeFactory scopes, DatasetRegistry datasets, IOptions<GatewayOptions> options)
{
    public async Task<SteeringResult> StartAsync(string datasetId, CancellationToken cancellationToken)
    {
        var (version, settings) = await datasets.NewestAsync(datasetId, cancellationToken);
        var request = new StartCuration
        {
            DatasetId = datasetId,
            SettingsVersion = version,
            SamplesPerRound = settings.LikelyValidCount + settings.LikelyInvalidCount,
            RankingShardSize = settings.RankingShardSize,
            Synthesize = settings.Synthesize,
            EnsembleSize = settings.Auxiliary.EnsembleSize,
        };
        return await AskAsync("start", datasetId, request, cancellationToken);
    }

    public async Task<SteeringResult> PauseAsync(string datasetId, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await AskAsync("pause", datasetId, new PauseCuration { DatasetId = datasetId }, cancellationToken);
    }

    public async Task<SteeringResult> ResumeAsync(string datasetId, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await AskAsync("resume", datasetId, new ResumeCuration { DatasetId = datasetId }, cancellationToken);
    }

    public async Task<SteeringResult> CancelAsync(string datasetId, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        return await AskAsync("cancel", datasetId, new CancelCuration { DatasetId = datasetId }, cancellationToken);
    }

    private async Task<SteeringResult> AskAsync<TRequest>(string verb, string datasetId, TRequest request, CancellationToken cancellationToken)
        where TRequest : class
    {
        await using var scope = scopes.CreateAsyncScope();
        var client = scope.ServiceProvider.GetRequiredService<IRequestClient<TRequest>>();
        try
        {
            var timeout = RequestTimeout.After(ms: (int)TimeSpan.FromSeconds(options.Value.SteeringTimeoutSeconds).TotalMilliseconds);
            var response = await client.GetResponse<CurationSteered>(request, cancellationToken, timeout);
            var steered = response.Message;
            return steered.Refusal is null
                ? new SteeringResult { DatasetId = datasetId, State = steered.State, Version = steered.Version }
                : throw Refusal.Conflict("steering-refused", $"Dataset '{datasetId}' cannot {verb}: {steered.Refusal.ReplaceLineEndings(" ")}.");
        }
        catch (RequestTimeoutException)
        {
            throw new GatewayProblemException(
                StatusCodes.Status503ServiceUnavailable,
                "no-orchestrator",
                $"The orchestrator did not confirm the {verb} of dataset '{datasetId}' within {options.Value.SteeringTimeoutSeconds:0.##} s; it may yet take effect: see its status, and send this again.");
        }
        catch (RequestFaultException fault)
        {
            var reason = fault.Fault?.Exceptions.FirstOrDefault()?.Message ?? fault.Message;
            throw new GatewayProblemException(
                StatusCodes.Status503ServiceUnavailable, "orchestrator-fault", $"The orchestrator could not {verb} dataset '{datasetId}': {reason.ReplaceLineEndings(" ")}");
        }
    }
}
