using Dcai.Contracts.Documents;
using Dcai.Curation.Quality;
using Dcai.ObjectStorage;
using Dcai.Training;

namespace Dcai.Ranker;

/// <summary>How the trainings of a round fared with samples that they learned from under their given labels.</summary>
internal static class EnsembleDynamics
{
    /// <summary>Means over the trainings that saw a sample.</summary>
    /// <param name="store">Where the models' notes lie.</param>
    /// <param name="models">The round's.</param>
    /// <param name="sampleIds">Whom it is about.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Sample id to its means; samples that no training saw are absent.</returns>
    public static async Task<IReadOnlyDictionary<string, SampleDynamics>> ReadAsync(
        IObjectStore store, RoundModels models, IReadOnlyCollection<string> sampleIds, CancellationToken cancellationToken)
    {
        var pool = models.FoldsOfPool();
        var turns = Math.Max(1, models.Models.Max(model => model.Epochs));
        var found = sampleIds.Where(pool.ContainsKey).ToDictionary(id => id, _ => new List<SampleDynamics>(), StringComparer.Ordinal);
        foreach (var model in models.Models.Where(model => model.Dynamics is not null && found.Count > 0))
        {
            var ofModel = await ModelDynamics.ReadAsync(store, model.Dynamics!, cancellationToken).ConfigureAwait(false);
            foreach (var (id, all) in found)
            {
                if (ofModel.TryGetValue(id, out var dynamics))
                {
                    all.Add(dynamics);
                }
            }
        }

        return found.Where(pair => pair.Value.Count > 0).ToDictionary(pair => pair.Key, pair => TrainingDynamics.Average(pair.Value, turns), StringComparer.Ordinal);
    }
}
