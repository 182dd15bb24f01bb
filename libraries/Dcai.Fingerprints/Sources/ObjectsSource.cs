using System.Runtime.CompilerServices;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Sources;

/// <summary>The images of a store that is listed, such as a prefix of a bucket.</summary>
/// <param name="list">Names below the prefix, with their sizes in bytes; a negative one where it is not known.</param>
/// <param name="open">A stream over the object of a name, which is disposed here; null where it is gone.</param>
/// <param name="labels">What a name says.</param>
/// <param name="limits">What is too large.</param>
public sealed class ObjectsSource(
    Func<CancellationToken, IAsyncEnumerable<(string Name, long SizeBytes)>> list,
    Func<string, CancellationToken, Task<Stream?>> open,
    LabelRule labels,
    SourceLimits limits) : IImageSource
{
    /// <inheritdoc />
    public async IAsyncEnumerable<Arrival?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, size) in list(cancellationToken).ConfigureAwait(false))
        {
            // A name that ends with a slash is what tools leave for an empty folder.
            if (!name.EndsWith('/') && name.Length > 0)
            {
                yield return await ReadAsync(name, size, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<Arrival> ReadAsync(string name, long size, CancellationToken cancellationToken)
    {
        if (ArrivalName.Refusal(name) is { } refusal)
        {
            return Arrival.Refused(name, refusal);
        }

        if (!ImageFormats.IsImageName(name))
        {
            return Arrival.Refused(name, "its name is not that of an image");
        }

        if (size > limits.MaximumFileBytes)
        {
            return BoundedReading.TooLarge(name, limits.MaximumFileBytes);
        }

        try
        {
            if (await open(name, cancellationToken).ConfigureAwait(false) is not { } stream)
            {
                return Arrival.Refused(name, "it is no longer there");
            }

            await using (stream.ConfigureAwait(false))
            {
                var (label, split) = labels.Of(name);
                return await BoundedReading.ReadAsync(stream, name, limits.MaximumFileBytes, cancellationToken).ConfigureAwait(false) with { Label = label, Split = split };
            }
        }
        catch (IOException broken)
        {
            return Arrival.Refused(name, $"it cannot be read: {broken.Message.ReplaceLineEndings(" ")}");
        }
    }
}
