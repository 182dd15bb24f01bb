using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenImagesLieChannelsLast : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenImagesLieChannelsLast() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void The_mean_over_pixels_and_its_gradient_are_the_same_as_otherwise()
    {
        var (values, factor) = (randn(3, 5, 4, 6), randn(3, 5));
        var (rows, planes) = (values.AsChannelsLast().requires_grad_(), values.clone().requires_grad_());

        var (ofRows, ofPlanes) = (rows.MeanOverPixels(), planes.MeanOverPixels());
        ofRows.mul(factor).sum().backward();
        ofPlanes.mul(factor).sum().backward();

        Fixture.AssertClose(ofPlanes, ofRows, 1e-6, "value");
        Fixture.AssertClose(planes.grad!, rows.grad!, 1e-6, "gradient");
        Assert.True(rows.grad!.IsChannelsLast());
    }
}
