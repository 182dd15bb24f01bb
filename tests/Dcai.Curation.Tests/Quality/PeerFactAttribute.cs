using System.Runtime.CompilerServices;

namespace Dcai.Curation.Tests.Quality;

/// <summary>A test against cleanlab's answers on real data, which is not part of the repository: skipped, with the reason, without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute()
    {
        if (!Directory.Exists(PeerTheoryAttribute.Root))
        {
            Skip = PeerTheoryAttribute.Reason;
        }
    }
}

/// <summary>As <see cref="PeerFactAttribute"/>, with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute()
    {
        if (!Directory.Exists(Root))
        {
            Skip = Reason;
        }
    }

    public static string Root { get; } = Environment.GetEnvironmentVariable("DCAI_TEST_DATA") ?? BesideTheRepository();

    public static string Reason => $"{Root} is absent: set DCAI_TEST_DATA to the folder that holds roman-mnist and mnist-test-verified";

    private static string BesideTheRepository([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../../shared/data"));
}
