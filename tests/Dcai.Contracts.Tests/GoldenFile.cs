using System.Runtime.CompilerServices;

namespace Dcai.Tests;

/// <summary>Text that is checked in and compared. With DCAI_UPDATE_GOLDEN=1 it is written instead, and the diff is the review.</summary>
internal static class GoldenFile
{
    /// <summary>The root of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Whether goldens are written rather than compared.</summary>
    public static bool Updates => Environment.GetEnvironmentVariable("DCAI_UPDATE_GOLDEN") == "1";

    /// <summary>A path beside the test's source file.</summary>
    public static string Beside(string relative, [CallerFilePath] string source = "") => Path.Join(Path.GetDirectoryName(source), relative);

    /// <summary>Compares the text with the file, or writes the file.</summary>
    public static void Verify(string path, string actual)
    {
        if (Updates)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is missing: run the tests once with DCAI_UPDATE_GOLDEN=1 and review what it writes.");
        Assert.Equal(File.ReadAllText(path), actual);
    }

    private static string FindRepository([CallerFilePath] string source = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(source)!);
        while (!File.Exists(Path.Join(folder.FullName, "dcai-workflow.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No dcai-workflow.sln above {source}.");
        }

        return folder.FullName;
    }
}
