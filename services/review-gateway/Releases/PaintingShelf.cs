using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Releases;

/// <summary>What generators painted for a dataset's releases, and what they paint while they are trained.</summary>
internal sealed class PaintingShelf(IObjectStore store, ReleaseShelf releases)
{
    /// <param name="datasetId">The dataset.</param>
    /// <param name="release">Null for the newest that has generators.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<PaintingReport> ReportAsync(string datasetId, int? release, CancellationToken cancellationToken)
    {
        foreach (var number in release is { } wanted ? [wanted] : (await releases.NumbersAsync(datasetId, cancellationToken)).Reverse())
        {
            var card = await CardAsync(datasetId, number, cancellationToken);
            var generators = await GeneratorsAsync(datasetId, number, card, cancellationToken);
            if (card is not null || generators.Count > 0)
            {
                var synthesis = await store.TryGetDocumentAsync(StoreKeys.Synthesis(datasetId, number), Formats.Synthesis, cancellationToken);
                return new PaintingReport
                {
                    Release = number,
                    Generators = generators,
                    LeftOut = card?.LeftOut ?? [],
                    ImageCount = synthesis?.Generators.Sum(painted => painted.Count),
                    CopyCount = synthesis?.CopyCount,
                };
            }
        }

        return new PaintingReport { Generators = [], LeftOut = [] };
    }

    /// <summary>A sheet of samples.</summary>
    /// <exception cref="GatewayProblemException">There is no such check, or it has no sheet.</exception>
    public async Task<Descriptor> SheetAsync(string datasetId, int release, int generator, int check, CancellationToken cancellationToken)
    {
        var found = release < 1 || generator < 0 || check < 0
            ? null
            : await store.TryGetDocumentAsync(StoreKeys.GeneratorCheck(datasetId, release, generator, check), Formats.GeneratorCheck, cancellationToken);
        return found?.Sheet ?? throw Refusal.NotFound(
            "no-sheet",
            $"Check {check} of generator {generator} of release {release} of dataset '{datasetId}' has no sheet: see GET /api/datasets/{datasetId}/painting?release={release}.");
    }

    private Task<GanCard?> CardAsync(string datasetId, int release, CancellationToken cancellationToken) =>
        store.TryGetDocumentAsync(StoreKeys.Gan(datasetId, release), Formats.Gan, cancellationToken);

    private async Task<IReadOnlyList<GeneratorReport>> GeneratorsAsync(string datasetId, int release, GanCard? card, CancellationToken cancellationToken)
    {
        if (card is not null)
        {
            return [.. card.Generators.Select((generator, number) => ReleaseMapping.ToApi(datasetId, release, number, generator))];
        }

        var generators = new List<GeneratorReport>();
        while (await ChecksAsync(datasetId, release, generators.Count, cancellationToken) is { Count: > 0 } checks)
        {
            generators.Add(new GeneratorReport { Number = generators.Count, Checks = [.. checks.Select((check, number) => ReleaseMapping.ToApi(datasetId, release, generators.Count, number, check))] });
        }

        return generators;
    }

    private async Task<IReadOnlyList<GeneratorCheck>> ChecksAsync(string datasetId, int release, int generator, CancellationToken cancellationToken)
    {
        var checks = new List<GeneratorCheck>();
        while (await store.TryGetDocumentAsync(
            StoreKeys.GeneratorCheck(datasetId, release, generator, checks.Count), Formats.GeneratorCheck, cancellationToken) is { } check)
        {
            checks.Add(check);
        }

        return checks;
    }
}
