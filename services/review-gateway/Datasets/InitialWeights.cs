using System.Buffers.Binary;
using System.Text.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Datasets;

/// <summary>Weights that auxiliary trainings begin with: looked at as far as is possible without torch, stored, and named by the settings.</summary>
/// <remarks>safetensors: length of the header (uint64, little-endian), the header as JSON, the tensors.</remarks>
internal sealed class InitialWeights(IObjectStore store, DatasetRegistry datasets)
{
    public const long MostBytes = 256L << 20;

    private const string MediaType = "application/vnd.safetensors";

    public async Task<SettingsVersion> SetAsync(string datasetId, Stream body, CancellationToken cancellationToken)
    {
        await datasets.NewestAsync(datasetId, cancellationToken);
        using var content = new MemoryStream();
        await body.CopyToAsync(content, cancellationToken);
        var bytes = content.ToArray();
        if (!IsSafeTensors(bytes))
        {
            throw Refusal.BadRequest("initial-weights", "The file is no safetensors file: save the model's state with safetensors and send that.");
        }

        return await datasets.NameInitialWeightsAsync(datasetId, await store.PutBlobAsync(bytes, MediaType, cancellationToken), cancellationToken);
    }

    private static bool IsSafeTensors(byte[] bytes)
    {
        if (bytes.Length <= sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var length && length > (ulong)(bytes.Length - sizeof(ulong)))
        {
            return false;
        }

        try
        {
            using var header = JsonDocument.Parse(bytes.AsMemory(sizeof(ulong), (int)length));
            return header.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
