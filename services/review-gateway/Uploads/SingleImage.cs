using Dcai.Fingerprints.Sources;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>A request's body as a source of one image.</summary>
internal sealed class SingleImage(Stream body, string name, string? label, string? split, long limit) : IImageSource
{
    public async IAsyncEnumerable<Arrival?> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            content.Write(buffer, 0, read);
            if (content.Length > limit)
            {
                throw Refusal.TooLarge(FormattableString.Invariant($"'{name}' is larger than the {limit} bytes that one file may have: make it smaller."));
            }
        }

        yield return new Arrival { Name = name, Label = label, Split = split, Content = content.GetBuffer().AsMemory(0, (int)content.Length) };
    }
}
