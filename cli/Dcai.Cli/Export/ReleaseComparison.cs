using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>What changed from one release to another, by their certificates.</summary>
internal static class ReleaseComparison
{
    /// <summary>The images that differ, by id; distorted copies are not compared, they follow from their originals and the recipe.</summary>
    /// <param name="before">The earlier release's certificates, in any order.</param>
    /// <param name="after">The later release's.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<IReadOnlyList<ReleaseChange>> CompareAsync(
        IAsyncEnumerable<Certificate> before, IAsyncEnumerable<Certificate> after, CancellationToken cancellationToken)
    {
        var left = await PlacesAsync(before, cancellationToken);
        var right = await PlacesAsync(after, cancellationToken);
        return
        [
            .. left.Keys.Union(right.Keys)
                .Order(StringComparer.Ordinal)
                .Select(sampleId => new ReleaseChange(sampleId, left.GetValueOrDefault(sampleId), right.GetValueOrDefault(sampleId)))
                .Where(change => change.Before != change.After),
        ];
    }

    private static async Task<Dictionary<string, ReleasePlace>> PlacesAsync(IAsyncEnumerable<Certificate> certificates, CancellationToken cancellationToken)
    {
        var places = new Dictionary<string, ReleasePlace>(StringComparer.Ordinal);
        await foreach (var certificate in certificates.Where(one => one.Copy is null).WithCancellation(cancellationToken))
        {
            places[certificate.SampleId] = new ReleasePlace(certificate.Part, certificate.Label, certificate.Erased == true);
        }

        return places;
    }
}
