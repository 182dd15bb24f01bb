namespace Dcai.Fingerprints.Sources;

/// <summary>Where images come from. It is read file by file, and no more than one of them is in memory.</summary>
public interface IImageSource
{
    /// <summary>Reads all that there is, in the order in which it is found.</summary>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>Files, and those that are left out with their reasons: a bad file never ends the reading. Null where a source that never ends has
    /// nothing more for now.</returns>
    /// <exception cref="ImageSourceException">The source itself is missing or cannot be read.</exception>
    IAsyncEnumerable<Arrival?> ReadAsync(CancellationToken cancellationToken);
}
