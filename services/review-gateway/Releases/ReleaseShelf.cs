using System.Globalization;
using System.Runtime.CompilerServices;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;
using Dcai.ReviewGateway.Uploads;
using Dcai.Work;
using Dcai.Work.Upkeep;

namespace Dcai.ReviewGateway.Releases;

/// <summary>A dataset's releases and who certified what is in them.</summary>
internal sealed class ReleaseShelf(IObjectStore store, SnapshotReader snapshots)
{
    public async Task<IReadOnlyList<ReleaseSummary>> ListAsync(string datasetId, CancellationToken cancellationToken)
    {
        var summaries = new List<ReleaseSummary>();
        foreach (var number in await NumbersAsync(datasetId, cancellationToken))
        {
            if (await FindAsync(datasetId, number, cancellationToken) is { } release)
            {
                summaries.Add(ReleaseMapping.ToApi(release, await IsEvaluatedAsync(datasetId, number, cancellationToken)));
            }
        }

        return summaries;
    }

    /// <summary>The newest release with a report; 0 before the first.</summary>
    public async Task<int> NewestEvaluatedAsync(string datasetId, CancellationToken cancellationToken)
    {
        foreach (var number in (await NumbersAsync(datasetId, cancellationToken)).Reverse())
        {
            if (await IsEvaluatedAsync(datasetId, number, cancellationToken))
            {
                return number;
            }
        }

        return 0;
    }

    /// <summary>The newest release, evaluated or not; null before the first.</summary>
    public async Task<Release?> NewestAsync(string datasetId, CancellationToken cancellationToken) =>
        await NumbersAsync(datasetId, cancellationToken) is [.., var newest] ? await FindAsync(datasetId, newest, cancellationToken) : null;

    /// <summary>The version of the snapshot that a release was made of.</summary>
    public async Task<int> SnapshotAsync(string datasetId, int number, CancellationToken cancellationToken) =>
        (number < 1 ? null : await FindAsync(datasetId, number, cancellationToken))?.Snapshot ?? throw NoRelease(datasetId, number);

    public async Task<CurationReport> ReportAsync(string datasetId, int number, CancellationToken cancellationToken)
    {
        var report = number < 1 ? null : await store.TryGetDocumentAsync(StoreKeys.Report(datasetId, number), Formats.Report, cancellationToken);
        return report is null ? throw NoRelease(datasetId, number) : ReleaseMapping.ToApi(report);
    }

    /// <summary>One certificate per image of the release: train and its distorted copies, val, test, surplus, then the painted images where the report keeps them, each in the order of sample ids.</summary>
    public async Task<IAsyncEnumerable<Certificate>> CertificatesAsync(string datasetId, int number, CancellationToken cancellationToken)
    {
        var release = number < 1 ? null : await FindAsync(datasetId, number, cancellationToken);
        return release is null ? throw NoRelease(datasetId, number) : OfReleaseAsync(datasetId, release, cancellationToken);
    }

    /// <summary>One certificate per certified image of the snapshot, in the order of sample ids; without painted images, of which a release's report says whether they are worth keeping.</summary>
    public async Task<IAsyncEnumerable<Certificate>> SnapshotCertificatesAsync(string datasetId, int version, CancellationToken cancellationToken)
    {
        var snapshot = version < 1 ? null : await store.TryGetDocumentAsync(StoreKeys.Snapshot(datasetId, version), Formats.Snapshot, cancellationToken);
        return snapshot is null
            ? throw Refusal.NoSnapshot(datasetId, version)
            : OfSnapshotAsync(datasetId, snapshot, cancellationToken);
    }

    public static GatewayProblemException NoRelease(string datasetId, int number) =>
        Refusal.NotFound("no-release", $"Dataset '{datasetId}' has no release {number} yet: see GET /api/datasets/{datasetId}/releases, and its status for how far it is.");

    /// <summary>In rising order, evaluated or not.</summary>
    public async Task<IReadOnlyList<int>> NumbersAsync(string datasetId, CancellationToken cancellationToken)
    {
        var numbers = new List<int>();
        await foreach (var prefix in store.ListPrefixesAsync(StoreKeys.ReleasesPrefix(datasetId), cancellationToken))
        {
            numbers.Add(int.Parse(StoreKeys.Name(prefix), CultureInfo.InvariantCulture));
        }

        return numbers;
    }

    private Task<Release?> FindAsync(string datasetId, int number, CancellationToken cancellationToken) =>
        store.TryGetDocumentAsync(StoreKeys.Release(datasetId, number), Formats.Release, cancellationToken);

    private async Task<bool> IsEvaluatedAsync(string datasetId, int number, CancellationToken cancellationToken) =>
        await store.HeadAsync(StoreKeys.Report(datasetId, number), cancellationToken) is not null;

    private async IAsyncEnumerable<Certificate> OfReleaseAsync(
        string datasetId, Release release, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        var samples = (await snapshots.SamplesAsync(datasetId, release.Snapshot, cancellationToken))
            .ToDictionary(sample => sample.SampleId, StringComparer.Ordinal);
        var (train, surplus) = Trained(release);
        var parts = new (string Part, IReadOnlyList<LabelledSample> Members)[]
        {
            ("train", train), ("val", release.Validation), ("test", release.Test), ("surplus", surplus),
            ("synthesized", await KeptAsync(datasetId, release, cancellationToken)),
        };
        foreach (var (part, members) in parts)
        {
            foreach (var member in members)
            {
                yield return Mark(erased, samples.TryGetValue(member.SampleId, out var sample)
                    ? ReleaseMapping.ToCertificate(sample, part, member.Label)
                    : await ExternalAsync(member, part, erased.Contains(member.SampleId), cancellationToken));
            }

            foreach (var copied in part == "train" && release.Recipe is { } recipe ? recipe.Augmented : [])
            {
                for (var copy = 1; copy <= copied.Copies; copy++)
                {
                    yield return Mark(erased, ReleaseMapping.ToCertificate(samples[copied.SampleId], part, copied.Label) with { Copy = copy });
                }
            }
        }
    }

    /// <summary>What is trained on and what is left: a recipe takes surplus in, or leaves certified images out.</summary>
    private static (IReadOnlyList<LabelledSample> Train, IReadOnlyList<LabelledSample> Surplus) Trained(Release release)
    {
        if (release.Recipe is not { } recipe)
        {
            return (release.Train, release.Surplus);
        }

        var trained = recipe.Images.Select(image => image.SampleId).ToHashSet(StringComparer.Ordinal);
        return (
            recipe.Images,
            [.. release.Train.Concat(release.Surplus).Where(sample => !trained.Contains(sample.SampleId)).OrderBy(sample => sample.SampleId, StringComparer.Ordinal)]);
    }

    /// <summary>The painted images, unless the report withdraws them or there is none yet.</summary>
    private async Task<IReadOnlyList<LabelledSample>> KeptAsync(string datasetId, Release release, CancellationToken cancellationToken)
    {
        if (release.Synthesized is null)
        {
            return [];
        }

        var report = await store.TryGetDocumentAsync(StoreKeys.Report(datasetId, release.ReleaseVersion), Formats.Report, cancellationToken);
        return report?.Synthesis is { Kept: true } ? release.Synthesized : [];
    }

    private static Certificate Mark(IReadOnlySet<string> erased, Certificate certificate) =>
        erased.Contains(certificate.SampleId) ? certificate with { Erased = true } : certificate;

    private async IAsyncEnumerable<Certificate> OfSnapshotAsync(
        string datasetId, Snapshot snapshot, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var erased = await store.ErasedAsync(datasetId, cancellationToken);
        foreach (var shard in snapshot.Shards)
        {
            if (shard is null)
            {
                continue;
            }

            foreach (var sample in await snapshots.ShardAsync(shard, cancellationToken))
            {
                if (sample is { CertifiedLabel: { } label, Origin: not Contracts.SampleOrigin.Synthesized })
                {
                    yield return Mark(erased, ReleaseMapping.ToCertificate(sample, "certified", label));
                }
            }
        }
    }

    /// <summary>An external test image: its owner vouches for it, nobody here does.</summary>
    private async Task<Certificate> ExternalAsync(LabelledSample member, string part, bool isErased, CancellationToken cancellationToken)
    {
        var key = Digests.BlobKey($"sha256:{member.SampleId}");
        var content = isErased ? [] : await store.TryGetAsync(key, cancellationToken) ?? throw new ObjectNotFoundException(key);
        return new Certificate
        {
            SampleId = member.SampleId,
            Part = part,
            Label = member.Label,
            MediaType = MediaTypes.Of(content),
            SizeBytes = content.Length,
            GivenLabels = [member.Label],
            Names = [],
        };
    }
}
