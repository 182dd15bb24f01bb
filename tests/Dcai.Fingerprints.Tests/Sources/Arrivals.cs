using System.Text;
using Dcai.Fingerprints.Sources;

namespace Dcai.Fingerprints.Tests.Sources;

/// <summary>What a source yields, as text.</summary>
internal static class Arrivals
{
    /// <summary>"name label split content" of each file, "name: reason" of each that is left out, "-" where nothing is left for now.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IImageSource source, int most = int.MaxValue)
    {
        var lines = new List<string>();
        await foreach (var arrival in source.ReadAsync(CancellationToken.None))
        {
            lines.Add(arrival is null ? "-"
                : arrival.Refusal is { } refusal ? $"{arrival.Name}: {refusal}"
                : $"{arrival.Name} {arrival.Label ?? "·"} {arrival.Split ?? "·"} {Encoding.UTF8.GetString(arrival.Content.Span)}");
            if (lines.Count == most)
            {
                break;
            }
        }

        return lines;
    }
}
