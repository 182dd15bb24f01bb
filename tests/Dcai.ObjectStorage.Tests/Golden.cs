using System.Runtime.CompilerServices;

namespace Dcai.ObjectStorage.Tests;

/// <summary>Files that fix the exact bytes of stored formats. DCAI_UPDATE_GOLDEN=1 rewrites them in the source tree; the diff is the review.</summary>
internal static class Golden
{
    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    public static void Verify(string name, ReadOnlySpan<byte> actual)
    {
        var path = PathOf(name);
        if (Environment.GetEnvironmentVariable("DCAI_UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, actual);
        }

        Assert.Equal(System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(path)), System.Text.Encoding.UTF8.GetString(actual));
    }

    private static string PathOf(string name, [CallerFilePath] string source = "") =>
        File.Exists(source) ? Path.Join(Path.GetDirectoryName(source), "golden", name) : Path.Join(AppContext.BaseDirectory, "golden", name);
}
