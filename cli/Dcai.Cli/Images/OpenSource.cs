using Dcai.Fingerprints.Sources;

namespace Dcai.Cli.Images;

/// <summary>A source that was found.</summary>
/// <param name="Name">What provenance calls it.</param>
/// <param name="Images">What it holds.</param>
/// <param name="Held">A file or connection to close afterwards.</param>
internal sealed record OpenSource(string Name, IImageSource Images, IDisposable? Held) : IDisposable
{
    public void Dispose() => Held?.Dispose();
}
