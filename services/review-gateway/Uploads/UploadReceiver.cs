using System.Text.Json;
using Dcai.Api;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>Streams a multipart upload into the store: a manifest, then the files in its order. No more than a few files are in memory at once.</summary>
internal sealed class UploadReceiver(IObjectStore store, IOptions<GatewayOptions> options)
{
    private const string ManifestPart = "manifest";
    private const int MaximumManifestBytes = 32 << 20;
    private const int LongestName = 1024;

    private readonly GatewayOptions _options = options.Value;

    public async Task<ReceivedUpload> ReceiveAsync(
        HttpRequest request, IReadOnlyList<string> classes, bool labelled, IReadOnlySet<string> erased, CancellationToken cancellationToken)
    {
        // The limits below replace the server's own, which knows neither files nor manifests.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        var reader = new MultipartReader(Boundary(request), request.Body);
        try
        {
            var manifest = await ReadManifestAsync(reader, cancellationToken);
            Check(manifest, classes, labelled);
            var contents = await StoreFilesAsync(reader, manifest, erased, cancellationToken);
            var files = manifest.Files
                .Zip(contents, (file, content) => new UploadedFile { Name = file.Name, Label = file.Label, Split = file.Split, Content = content })
                .OrderBy(file => file.Name, StringComparer.Ordinal);
            return new ReceivedUpload(manifest, [.. files]);
        }
        catch (InvalidDataException malformed)
        {
            throw Refusal.BadRequest("multipart", $"The upload is no well-formed multipart message: {malformed.Message.ReplaceLineEndings(" ")}");
        }
        catch (IOException broken) when (broken is not ObjectStoreException and not BadHttpRequestException
            && broken.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            throw Refusal.BadRequest("multipart", "The upload ended in the middle of a part; nothing of it was accepted: send it again.");
        }
    }

    private static string Boundary(HttpRequest request)
    {
        var boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).Value
            : null;
        return string.IsNullOrEmpty(boundary)
            ? throw Refusal.BadRequest("multipart", "An upload is multipart/form-data with a boundary: a part named 'manifest' (JSON), then one part per file in its order.")
            : boundary;
    }

    private static async Task<UploadManifest> ReadManifestAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        var section = await reader.ReadNextSectionAsync(cancellationToken);
        if (section?.GetContentDispositionHeader()?.Name.Value is not { } name || HeaderUtilities.RemoveQuotes(name) != ManifestPart)
        {
            throw Refusal.BadRequest("manifest", "The first part of an upload must be named 'manifest' and say in JSON what the files after it are.");
        }

        var content = await ReadAsync(section.Body, MaximumManifestBytes, cancellationToken)
            ?? throw Refusal.TooLarge($"The manifest is larger than {MaximumManifestBytes} bytes: send fewer files at once.");
        try
        {
            return JsonSerializer.Deserialize<UploadManifest>(content, JsonSerializerOptions.Web)
                ?? throw Refusal.BadRequest("manifest", "The manifest is null: it must list the files.");
        }
        catch (JsonException malformed)
        {
            throw Refusal.BadRequest("manifest", $"The manifest cannot be read: {malformed.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static async Task<byte[]?> ReadAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (content.Length + read > limit)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    private void Check(UploadManifest manifest, IReadOnlyList<string> classes, bool labelled)
    {
        if (string.IsNullOrWhiteSpace(manifest.Source))
        {
            throw Refusal.BadRequest("manifest", "The manifest's source is empty: say where the files come from.");
        }

        if (manifest.Files.Count == 0)
        {
            throw Refusal.BadRequest("manifest", "The manifest lists no files: there is nothing to upload.");
        }

        if (manifest.Files.Count > _options.MaximumUploadFiles)
        {
            throw Refusal.TooLarge($"The upload has {manifest.Files.Count} files, more than the {_options.MaximumUploadFiles} that are taken at once: split it.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in manifest.Files)
        {
            Check(file, classes, labelled);
            if (!names.Add(file.Name))
            {
                throw Refusal.BadRequest("file-name", $"The manifest lists '{file.Name}' twice: each name once.");
            }
        }
    }

    /// <exception cref="GatewayProblemException">It cannot be a file of a dataset of these classes.</exception>
    internal static void Check(ManifestFile file, IReadOnlyList<string> classes, bool labelled)
    {
        var named = file.Name.Length is > 0 and <= LongestName && !file.Name.Any(char.IsControl)
            && file.Name.Split('/').All(segment => segment is not ("" or "." or ".."));
        if (!named)
        {
            throw Refusal.BadRequest("file-name", $"'{file.Name}' cannot name a file: use a path relative to the source, with slashes, of at most {LongestName} characters.");
        }

        if (file.Label is null ? labelled : !classes.Contains(file.Label, StringComparer.Ordinal))
        {
            throw Refusal.BadRequest("unknown-class", file.Label is null
                ? $"'{file.Name}' has no label: every test image needs one of {string.Join(", ", classes)}."
                : $"'{file.Name}' has the label '{file.Label}', which is none of the dataset's classes ({string.Join(", ", classes)}): correct it or leave the file out.");
        }

        if (file.Split is not (null or "train" or "val" or "test"))
        {
            throw Refusal.BadRequest("split", $"'{file.Name}' has the split '{file.Split}': it must be train, val, test or left out.");
        }
    }

    private async Task<Descriptor[]> StoreFilesAsync(
        MultipartReader reader, UploadManifest manifest, IReadOnlySet<string> erased, CancellationToken cancellationToken)
    {
        using var gate = new SemaphoreSlim(_options.ParallelPuts);
        var puts = new List<Task<Descriptor>>(manifest.Files.Count);
        try
        {
            long total = 0;
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (puts.Count == manifest.Files.Count)
                {
                    throw Refusal.BadRequest("manifest", $"The upload has more file parts than the {manifest.Files.Count} that its manifest lists.");
                }

                var name = manifest.Files[puts.Count].Name;
                await gate.WaitAsync(cancellationToken);
                var content = await ReadAsync(section.Body, _options.MaximumFileBytes, cancellationToken)
                    ?? throw Refusal.TooLarge($"'{name}' is larger than the {_options.MaximumFileBytes} bytes that one file may have: leave it out or make it smaller.");
                total += content.Length;
                if (total > _options.MaximumUploadBytes)
                {
                    throw Refusal.TooLarge($"The upload is larger than the {_options.MaximumUploadBytes} bytes that are taken at once: split it before '{name}'.");
                }

                puts.Add(StoreAsync(content, erased, gate, cancellationToken));
            }

            return puts.Count == manifest.Files.Count
                ? await Task.WhenAll(puts)
                : throw Refusal.BadRequest("manifest", $"The manifest lists {manifest.Files.Count} files, but {puts.Count} came: '{manifest.Files[puts.Count].Name}' is the first that is missing.");
        }
        finally
        {
            // Also after a refusal: nothing may still use the gate when it goes.
            await Task.WhenAll(puts).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task<Descriptor> StoreAsync(byte[] content, IReadOnlySet<string> erased, SemaphoreSlim gate, CancellationToken cancellationToken)
    {
        try
        {
            return await UploadedBlobs.StoreAsync(store, content, erased, cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }
}
