using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Dcai.Contracts.Documents;

namespace Dcai.Curation;

/// <summary>One digest over everything that was decided about a dataset.</summary>
public static class ContentDigest
{
    /// <summary>SHA-256 over the samples' ids, statuses, given and certified labels, origins and rounds, sorted by id.</summary>
    /// <param name="samples">In any order.</param>
    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    /// <remarks>
    /// Names, times, reviewers and versions are left out: two runs on the same images, with the same seed and the same decisions, have the
    /// same digest, however often they were interrupted. Every text is preceded by its length in bytes, so no two lists run together.
    /// </remarks>
    public static string Of(IEnumerable<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var sample in samples.OrderBy(sample => sample.SampleId, StringComparer.Ordinal))
        {
            Append(hash, sample.SampleId);
            Append(hash, sample.Status.ToString());
            Append(hash, sample.GivenLabels.Count);
            foreach (var label in sample.GivenLabels)
            {
                Append(hash, label);
            }

            Append(hash, sample.CertifiedLabel ?? string.Empty);
            Append(hash, sample.Origin.ToString());
            Append(hash, sample.Round ?? -1);
        }

        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
