using System.Runtime.CompilerServices;

namespace Dcai.Imaging.Tests;

/// <summary>A test over the competition's images, which are not part of the repository: skipped, with the reason, where they are absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RomanMnistFactAttribute : FactAttribute
{
    public RomanMnistFactAttribute()
    {
        if (!Directory.Exists(Root))
        {
            Skip = $"{Root} is absent: set DCAI_TEST_DATA to the folder that holds roman-mnist";
        }
    }

    public static string Root { get; } =
        Path.Combine(Environment.GetEnvironmentVariable("DCAI_TEST_DATA") ?? BesideTheRepository(), "roman-mnist");

    private static string BesideTheRepository([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../shared/data"));
}
