using Microsoft.Extensions.Logging;

namespace Dcai.Orchestrator;

/// <summary>Says of every state that a dataset leaves how long it was in it.</summary>
internal sealed class StateLog(ILogger<StateLog> logger)
{
    /// <summary>Looks at a version that has been stored.</summary>
    public void Note(CurationState curation)
    {
        if (curation.EndedStep is { Seconds: { } seconds } ended)
        {
            logger.LogInformation(
                "{DatasetId} was in {State}, round {Round}, for {Seconds:0.000} s and is in {NextState}", curation.DatasetId, ended.State, ended.Round, seconds, curation.CurrentState);
        }
    }
}
