using System.Text.RegularExpressions;
using TorchSharp;

namespace Dcai.Torch.Tests;

/// <summary>Code written against the binding must compile against TorchSharp's package: nothing may be offered that is not TorchSharp's.</summary>
public sealed partial class WhenOurSurfaceIsComparedWithTorchSharp
{
    [Fact]
    public void Every_member_is_one_of_torchsharps()
    {
        var surplus = PublicSurface.Of(typeof(torch).Assembly, "TorchSharp").Except(Listed("torchsharp-signatures.txt").Select(WithoutOmitted)).ToList();
        Assert.True(surplus.Count == 0, "Not in torchsharp-signatures.txt:\n" + string.Join('\n', surplus));
    }

    [Fact]
    public void Every_listed_member_is_offered()
    {
        var missing = Listed("torchsharp-signatures.txt").Select(WithoutOmitted).Except(PublicSurface.Of(typeof(torch).Assembly, "TorchSharp")).ToList();
        Assert.True(missing.Count == 0, "Listed and not offered:\n" + string.Join('\n', missing));
    }

    [Fact]
    public void Every_type_of_our_own_is_listed_with_a_reason()
    {
        var listed = Listed("torchsharp-extensions.txt").Select(line => line.Split(": ", 2)).ToList();
        Assert.All(listed, entry => Assert.True(entry is [_, { Length: > 10 }], $"{entry[0]} has no reason"));
        Assert.Equal(
            typeof(torch).Assembly.GetExportedTypes().Select(type => type.FullName!).Where(name => !name.StartsWith("TorchSharp.", StringComparison.Ordinal)).Order(),
            listed.Select(entry => entry[0]).Order());
    }

    [Fact]
    public void A_member_that_torchsharp_lacks_would_be_noticed()
    {
        var surface = PublicSurface.Of(typeof(Offending).Assembly, typeof(Offending).Namespace!).ToList();
        Assert.Contains("Offending: int mul(int factor = 3, params long[] rest)", surface);
        Assert.DoesNotContain(surface, line => line.Contains("Hidden", StringComparison.Ordinal));
    }

    /// <summary>What the comparison has to see, and what it has to overlook.</summary>
    public static class Offending
    {
        public static int mul(int factor = 3, params long[] rest) => factor * rest.Length;

        internal static int Hidden() => 1;
    }

    private static string WithoutOmitted(string line) => OmittedParameters().Replace(line, "");

    private static IEnumerable<string> Listed(string file) =>
        File.ReadLines(Fixture.Path(file)).Where(line => line.Length > 0 && !line.StartsWith('#'));

    [GeneratedRegex(@"/\*.*?\*/")]
    private static partial Regex OmittedParameters();
}
