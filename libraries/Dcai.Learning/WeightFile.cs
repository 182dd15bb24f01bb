using System.Globalization;
using Dcai.Torch;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>Safetensors whose metadata name what they are and their version, so that nothing else is mistaken for them.</summary>
internal static class WeightFile
{
    private const string FormatKey = "format";
    private const string VersionKey = "version";

    /// <summary>Equal tensors and metadata give equal bytes.</summary>
    /// <param name="tensors">By name. Borrowed.</param>
    /// <param name="format">What this is.</param>
    /// <param name="version">Of the format.</param>
    /// <param name="metadata">The rest.</param>
    public static byte[] Write(IReadOnlyDictionary<string, Tensor> tensors, string format, int version, IDictionary<string, string> metadata)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        using var stream = new MemoryStream();
        var all = new Dictionary<string, string>(metadata, StringComparer.Ordinal)
        {
            [FormatKey] = format,
            [VersionKey] = version.ToString(CultureInfo.InvariantCulture),
        };
        SafeTensors.Save(stream, tensors, all);
        return stream.ToArray();
    }

    /// <returns>The tensors, on the CPU, and the metadata. Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, are of another format, or of a version that is not known; the message says which.</exception>
    public static SafeTensorFile Read(ReadOnlyMemory<byte> bytes, string format, int version, int oldestVersion = 1)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        var file = SafeTensors.Load(stream);
        try
        {
            var found = file.Metadata.GetValueOrDefault(FormatKey, "nothing known");
            if (found != format)
            {
                throw new InvalidDataException($"Expected {format}, but this is {found}.");
            }

            if (!int.TryParse(file.Metadata.GetValueOrDefault(VersionKey), NumberStyles.None, CultureInfo.InvariantCulture, out var foundVersion)
                || foundVersion > version || foundVersion < oldestVersion)
            {
                var known = oldestVersion == version ? $"only version {version} is" : $"versions {oldestVersion} to {version} are";
                throw new InvalidDataException($"This is version {file.Metadata.GetValueOrDefault(VersionKey)} of {format}; {known} known.");
            }

            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
