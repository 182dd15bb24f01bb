using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Learning;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Training;

/// <summary>How a training fared with each of its samples, as a document.</summary>
public static class ModelDynamics
{
    private static readonly DocumentFormat<DynamicsDocument> Format = new("dcai.dynamics", 1);

    /// <summary>Stores what a training noted.</summary>
    public static Task<Descriptor> StoreAsync(IObjectStore store, ClassifierDynamics dynamics, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dynamics);
        return store.PutDocumentBlobAsync(Format, new DynamicsDocument { Samples = [.. Enumerable.Range(0, dynamics.SampleIds.Count).Select(Of)] }, cancellationToken);

        SampleDynamicsRow Of(int n) => new()
        {
            SampleId = dynamics.SampleIds[n],
            Dynamics = new SampleDynamics
            {
                AreaUnderMargin = dynamics.AreaUnderMargin[n],
                ForgettingEvents = dynamics.ForgettingEvents[n],
                NeverLearned = dynamics.NeverLearned[n],
                El2n = dynamics.El2n[n],
                GraNd = dynamics.GradientNorms is { } norms && float.IsFinite(norms[n]) ? norms[n] : null,
            },
        };
    }

    /// <summary>Reads what <see cref="ModelCard.Dynamics"/> refers to.</summary>
    /// <returns>By sample id.</returns>
    /// <exception cref="ObjectNotFoundException">There is no such blob.</exception>
    /// <exception cref="DocumentFormatException">It is something else, or was written by a newer build.</exception>
    public static async Task<IReadOnlyDictionary<string, SampleDynamics>> ReadAsync(
        IObjectStore store, Descriptor descriptor, CancellationToken cancellationToken)
    {
        var document = await store.GetDocumentBlobAsync(descriptor, Format, cancellationToken).ConfigureAwait(false);
        return document.Samples.ToDictionary(row => row.SampleId, row => row.Dynamics, StringComparer.Ordinal);
    }
}

/// <summary>How a training fared with each of its samples.</summary>
internal sealed record DynamicsDocument
{
    /// <summary>In the order of the training set.</summary>
    public required IReadOnlyList<SampleDynamicsRow> Samples { get; init; }
}

/// <summary>How a training fared with one sample.</summary>
internal sealed record SampleDynamicsRow
{
    public required string SampleId { get; init; }

    public required SampleDynamics Dynamics { get; init; }
}
