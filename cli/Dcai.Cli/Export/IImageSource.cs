namespace Dcai.Cli.Export;

/// <summary>Where an export's images come from.</summary>
internal interface IImageSource
{
    /// <param name="sampleId">SHA-256 of the image's bytes, 64 hexadecimal digits.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The bytes; whoever writes them verifies them.</returns>
    Task<byte[]> ReadAsync(string sampleId, CancellationToken cancellationToken);
}
