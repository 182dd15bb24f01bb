using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Dcai.Api;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Export;

/// <summary>Writes a certified dataset as folders (part/class/image) with a certificate for every image.</summary>
internal sealed class DatasetExport(GatewayClient client)
{
    public const string CertificatesFile = "certificates.jsonl";

    private const int ParallelDownloads = 8;

    private int _erased;

    /// <summary>Images that were erased since they were certified: they have a line without a file.</summary>
    public int Erased => _erased;

    /// <param name="contents">What the export is of; a folder with an earlier export of the same is completed.</param>
    /// <param name="certificates">One per image; streamed.</param>
    /// <param name="directory">Empty, missing, or an earlier export of the same.</param>
    /// <param name="progress">Images written so far.</param>
    /// <param name="cancellationToken">Leaves a folder that the next call completes.</param>
    /// <returns>How many images have a certificate, erased ones included.</returns>
    /// <exception cref="CommandFailedException">The folder holds something else.</exception>
    public async Task<int> WriteAsync(
        ExportContents contents, IAsyncEnumerable<Certificate> certificates, string directory, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        await ExportFolder.ClaimAsync(directory, contents, cancellationToken);
        var target = Path.Join(directory, CertificatesFile);
        var count = 0;
        await using (var lines = new StreamWriter(target + ExportFolder.PartialEnding))
        {
            // The images come in parallel, their certificates in order.
            var pending = Channel.CreateBounded<Task<string>>(ParallelDownloads);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var reading = QueueAsync(contents.Dataset, certificates, directory, pending.Writer, stop.Token);
            try
            {
                await foreach (var line in pending.Reader.ReadAllAsync(cancellationToken))
                {
                    await lines.WriteLineAsync(await line);
                    progress?.Report(++count);
                }
            }
            catch
            {
                await stop.CancelAsync();
                await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw;
            }

            await reading;
        }

        File.Move(target + ExportFolder.PartialEnding, target, overwrite: true);
        return count;
    }

    private static string Extension(string mediaType) => mediaType switch
    {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/bmp" => "bmp",
        "image/gif" => "gif",
        _ => "bin",
    };

    private async Task QueueAsync(
        string datasetId, IAsyncEnumerable<Certificate> certificates, string directory, ChannelWriter<Task<string>> pending, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var certificate in certificates.WithCancellation(cancellationToken))
            {
                await pending.WaitToWriteAsync(cancellationToken);
                await pending.WriteAsync(StoreAsync(datasetId, certificate, directory, cancellationToken), cancellationToken);
            }

            pending.Complete();
        }
        catch (Exception failure)
        {
            pending.Complete(failure);
            throw;
        }
    }

    /// <returns>The certificate's line.</returns>
    private async Task<string> StoreAsync(string datasetId, Certificate certificate, string directory, CancellationToken cancellationToken)
    {
        if (certificate.Erased == true)
        {
            Interlocked.Increment(ref _erased);
            return JsonSerializer.Serialize(certificate, JsonSerializerOptions.Web);
        }

        var file = $"{certificate.Part}/{certificate.Label}/{certificate.SampleId}.{Extension(certificate.MediaType)}";
        var path = Path.Join(directory, file);
        if (!(new FileInfo(path) is { Exists: true } existing && existing.Length == certificate.SizeBytes))
        {
            var content = await client.ImageAsync(datasetId, certificate.SampleId, cancellationToken);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path + ExportFolder.PartialEnding, content, cancellationToken);
            File.Move(path + ExportFolder.PartialEnding, path, overwrite: true);
        }

        var line = JsonSerializer.SerializeToNode(certificate, JsonSerializerOptions.Web)!.AsObject();
        line.Insert(0, "file", JsonValue.Create(file));
        return line.ToJsonString(JsonSerializerOptions.Web);
    }
}
