using System.Security.Cryptography;

namespace Dcai.Cli.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dcai-cli-").FullName;

    /// <summary>Writes a file whose bytes are its name, unless others are given.</summary>
    /// <returns>The SHA-256 of its bytes.</returns>
    public string Write(string relative, string? content = null)
    {
        var file = System.IO.Path.Join(Path, relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(content ?? relative);
        File.WriteAllBytes(file, bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    public string Of(string relative) => System.IO.Path.Join(Path, relative);

    /// <summary>The SHA-256 of every file below a folder, by its path there.</summary>
    public SortedDictionary<string, string> BytesOf(string relative) => new(
        Directory.EnumerateFiles(Of(relative), "*", SearchOption.AllDirectories).ToDictionary(
            file => System.IO.Path.GetRelativePath(Of(relative), file), file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
