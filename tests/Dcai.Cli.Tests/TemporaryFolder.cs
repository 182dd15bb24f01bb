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

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
