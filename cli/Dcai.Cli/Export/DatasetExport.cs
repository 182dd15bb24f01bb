using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Dcai.Api;
using Dcai.ObjectStorage;

namespace Dcai.Cli.Export;

/// <summary>Writes a certified dataset into a folder, with a certificate for every image and a manifest of every file.</summary>
/// <remarks>
/// Images stream through: a few are in memory at a time. Whatever is killed, the same call goes on where it was, and writes the same bytes as
/// one that was not: nothing in the folder depends on time, on the machine or on the order in which images arrive.
/// </remarks>
internal sealed class DatasetExport(IImageSource images)
{
    public const string CertificatesFile = "certificates.jsonl";

    /// <summary>The part of what a generator painted; such images are in no other.</summary>
    public const string SynthesizedPart = "synthesized";

    private const int ParallelImages = 8;
    private const int DiskFullError = 28; // ENOSPC

    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="contents">What the export is of; a folder with an earlier export of the same is completed.</param>
    /// <param name="certificates">One per image, part by part; streamed.</param>
    /// <param name="directory">Empty, missing, or an earlier export of the same.</param>
    /// <param name="progress">Certificates written so far.</param>
    /// <param name="cancellationToken">Leaves a folder that the next call completes.</param>
    /// <exception cref="CommandFailedException">The folder holds something else, the disk is full, or an image came damaged.</exception>
    public async Task<ExportSummary> WriteAsync(
        ExportContents contents, IAsyncEnumerable<Certificate> certificates, string directory, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var written = 0;
        try
        {
            await ExportFolder.ClaimAsync(directory, contents, cancellationToken);
            await using var manifest = new ExportManifest(directory);
            await using var layout = ExportLayout.Of(contents, directory, manifest);
            var counts = new ExportCounts();
            await using (var lines = ExportFolder.Begin(Path.Join(directory, CertificatesFile)))
            {
                await foreach (var image in InOrderAsync(layout, contents.Recipe is null ? null : new ExportedCopies(contents.Recipe), certificates, cancellationToken))
                {
                    Check(image.Certificate, contents);
                    var file = image.Certificate.Erased == true ? null : await layout.AddAsync(image, cancellationToken);
                    await lines.WriteLineAsync(CertificateLine.Of(image.Certificate, file, contents.Licence));
                    counts.Add(image.Certificate);
                    progress?.Report(++written);
                }
            }

            await layout.CompleteAsync(cancellationToken);
            return await CompleteAsync(contents, directory, manifest, layout, counts, cancellationToken);
        }
        catch (IOException full) when (full.HResult == DiskFullError)
        {
            throw new CommandFailedException(
                FormattableString.Invariant($"the disk of {directory} is full after {written} images: make room and run the same command again, it goes on from there"), full);
        }
    }

    /// <exception cref="CommandFailedException">The image is of no class, or was painted and is listed among those that were not.</exception>
    private static void Check(Certificate certificate, ExportContents contents)
    {
        if (!contents.Classes.Contains(certificate.Label, StringComparer.Ordinal))
        {
            throw new CommandFailedException($"image {certificate.SampleId} is labelled '{certificate.Label}', which is none of the classes {string.Join(", ", contents.Classes)}: mend the test set, or the settings");
        }

        if (certificate.Origin == ImageOrigin.Synthesized != (certificate.Part == SynthesizedPart))
        {
            throw new CommandFailedException($"image {certificate.SampleId} in part {certificate.Part} {(certificate.Part == SynthesizedPart ? "was not painted" : "was painted")}: painted images are in part {SynthesizedPart} and nowhere else; is the gateway of another version?");
        }
    }

    private static async Task<ExportSummary> CompleteAsync(
        ExportContents contents, string directory, ExportManifest manifest, ExportLayout layout, ExportCounts counts, CancellationToken cancellationToken)
    {
        ExportFolder.Complete(Path.Join(directory, CertificatesFile));
        var certificates = await ExportManifest.LineOfAsync(directory, CertificatesFile, cancellationToken);
        await manifest.AddAsync(certificates);
        await ExportFolder.WriteAsync(Path.Join(directory, CroissantMetadata.File), CroissantMetadata.Of(contents, layout.ImageFiles, certificates), cancellationToken);
        await manifest.AddAsync(CroissantMetadata.File, cancellationToken);
        await ExportFolder.WriteAsync(Path.Join(directory, DatasetCard.File), DatasetCard.Of(contents, counts.ByPart), cancellationToken);
        await manifest.AddAsync(DatasetCard.File, cancellationToken);
        await manifest.CompleteAsync();
        var summary = new ExportSummary
        {
            Format = ExportSummary.FormatName,
            Version = ExportSummary.FormatVersion,
            Contents = contents,
            Counts = counts.ByPart,
            Erased = counts.Erased,
            Files = manifest.Count,
            ManifestSha256 = (await ExportManifest.LineOfAsync(directory, ExportManifest.File, cancellationToken)).Sha256,
        };
        await ExportFolder.WriteAsync(Path.Join(directory, ExportSummary.File), JsonSerializer.Serialize(summary, Json) + "\n", cancellationToken);
        return summary;
    }

    /// <summary>The images come in parallel and leave in the order of their certificates.</summary>
    private async IAsyncEnumerable<ExportedImage> InOrderAsync(
        ExportLayout layout, ExportedCopies? copies, IAsyncEnumerable<Certificate> certificates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = Channel.CreateBounded<Task<ExportedImage>>(ParallelImages);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = QueueAsync(layout, copies, certificates, pending.Writer, stop.Token);
        try
        {
            await foreach (var image in pending.Reader.ReadAllAsync(cancellationToken))
            {
                yield return await image;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task QueueAsync(
        ExportLayout layout, ExportedCopies? copies, IAsyncEnumerable<Certificate> certificates, ChannelWriter<Task<ExportedImage>> pending, CancellationToken cancellationToken)
    {
        try
        {
            var (part, ordinal) = ("", 0);
            await foreach (var certificate in certificates.WithCancellation(cancellationToken))
            {
                ordinal = certificate.Part == part ? ordinal : 0;
                part = certificate.Part;
                await pending.WaitToWriteAsync(cancellationToken);
                await pending.WriteAsync(PlaceAsync(layout, copies, new ExportedImage(certificate, ordinal, Content: null), cancellationToken), cancellationToken);
                ordinal++;
            }

            pending.Complete();
        }
        catch (Exception failure)
        {
            pending.Complete(failure);
            throw;
        }
    }

    private async Task<ExportedImage> PlaceAsync(ExportLayout layout, ExportedCopies? copies, ExportedImage image, CancellationToken cancellationToken)
    {
        if (image.Certificate is { Copy: not null } certificate)
        {
            return await PlaceCopyAsync(layout, copies, image, certificate, cancellationToken);
        }

        if (image.Certificate.Erased == true)
        {
            layout.Remove(image);
            return image;
        }

        if (await layout.HasAsync(image, cancellationToken))
        {
            return image;
        }

        var verified = image with { Content = await ReadAsync(image.Certificate.SampleId, cancellationToken) };
        await layout.PlaceAsync(verified, cancellationToken);
        return verified;
    }

    /// <summary>A copy's name is its original's, its digest is known when it is made.</summary>
    private async Task<ExportedImage> PlaceCopyAsync(
        ExportLayout layout, ExportedCopies? copies, ExportedImage image, Certificate certificate, CancellationToken cancellationToken)
    {
        if (certificate.Erased == true)
        {
            layout.Remove(image with { Certificate = certificate with { AugmentedFrom = certificate.SampleId, MediaType = "image/png" } });
            return image;
        }

        if (copies is null)
        {
            throw new CommandFailedException($"image {certificate.SampleId} has copies, but the release has no recipe that makes them: is the gateway of another version?");
        }

        var (made, content) = copies.Make(certificate, await ReadAsync(certificate.SampleId, cancellationToken));
        var copy = image with { Certificate = made, Content = content };
        if (await layout.HasAsync(copy, cancellationToken))
        {
            return copy with { Content = null };
        }

        await layout.PlaceAsync(copy, cancellationToken);
        return copy;
    }

    /// <returns>The bytes, verified.</returns>
    private async Task<byte[]> ReadAsync(string sampleId, CancellationToken cancellationToken)
    {
        var content = await images.ReadAsync(sampleId, cancellationToken);
        if (Digests.Hex(Digests.Sha256(content)) is var actual && actual != sampleId)
        {
            throw new CommandFailedException($"image {sampleId} came as {actual}: run the same command again; if it says so again, the store is damaged, and a backup has the image");
        }

        return content;
    }
}
