using Dcai.Cli.Gateway;

namespace Dcai.Cli.Export;

/// <summary>A dataset's images as a gateway serves them.</summary>
internal sealed class GatewayImages(GatewayClient client, string datasetId) : IImageSource
{
    /// <inheritdoc />
    public Task<byte[]> ReadAsync(string sampleId, CancellationToken cancellationToken) => client.ImageAsync(datasetId, sampleId, cancellationToken);
}
