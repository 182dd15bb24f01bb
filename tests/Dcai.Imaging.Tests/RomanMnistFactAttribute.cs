using System.Runtime.CompilerServices;

namespace Dcai.Imaging.Tests;

/// <summary>A test over the competition's images, which are not part of the repository: skipped, with the reason, without them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RomanMnistFactAttribute : FactAttribute
{
    private const string Pillow = "/usr/lib/python3/dist-packages/PIL";

    public RomanMnistFactAttribute(bool needsPillow = false)
    {
        NeedsPillow = needsPillow;
        if (!Directory.Exists(Root))
        {
            Skip = $"{Root} is absent: set DCAI_TEST_DATA to the folder that holds roman-mnist";
        }
        else if (needsPillow && !Directory.Exists(Pillow))
        {
            Skip = $"{Pillow} is absent: apt-get install python3-pil";
        }
    }

    public bool NeedsPillow { get; }

    public static string Root { get; } =
        Path.Combine(Environment.GetEnvironmentVariable("DCAI_TEST_DATA") ?? BesideTheRepository(), "roman-mnist");

    private static string BesideTheRepository([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../shared/data"));
}
