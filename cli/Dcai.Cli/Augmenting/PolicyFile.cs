using Dcai.Learning;

namespace Dcai.Cli.Augmenting;

/// <summary>Augmentation policies as files.</summary>
internal static class PolicyFile
{
    /// <exception cref="UsageException">It cannot be read, or is no policy; the message names the file.</exception>
    public static async Task<AugmentationPolicy> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return AugmentationPolicy.Parse(await File.ReadAllBytesAsync(file, cancellationToken));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file}: {wrong.Message.TrimEnd('.')}");
        }
    }
}
