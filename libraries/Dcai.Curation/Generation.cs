using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>The samples known when a generation began; later arrivals belong to the next one.</summary>
public static class Generation
{
    /// <param name="sample">Any sample of the dataset.</param>
    /// <param name="generationSnapshot">Version of the snapshot with which the generation began; 0 where none has: then every sample belongs.</param>
    public static bool Includes(Sample sample, int generationSnapshot)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return generationSnapshot == 0 || sample.ArrivedIn <= generationSnapshot;
    }
}
