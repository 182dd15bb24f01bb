using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

internal static class Fixture
{
    internal static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    internal static SafeTensorFile Load(string name)
    {
        using var stream = File.OpenRead(Path(name));
        return SafeTensors.Load(stream);
    }

    /// <summary>Fails with the largest difference when it is more than <paramref name="tolerance"/> anywhere.</summary>
    internal static void AssertClose(Tensor expected, Tensor actual, double tolerance, string what = "value")
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(expected.dtype, actual.dtype);
        if (expected.numel() == 0) return;
        using var scope = NewDisposeScope();
        var difference = (expected.@double() - actual.detach().@double()).abs().max().ToDouble();
        Assert.True(difference <= tolerance, $"{what} differs by up to {difference:g3}; {tolerance:g3} is allowed");
    }

    internal static void AssertSame(Tensor expected, Tensor actual) =>
        Assert.True(expected.Equals(actual), $"{expected} and {actual} differ");
}
