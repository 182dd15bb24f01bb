using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

/// <summary>The gradient of images of few channels, which is computed by a product of matrices, against that in double precision.</summary>
public sealed class WhenImagesOfFewChannelsAreConvolved : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenImagesOfFewChannelsAreConvolved() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(4, 3, 16, 32, 32, 7, 2, 3, true)]
    [InlineData(4, 1, 16, 32, 32, 4, 2, 1, true)]
    [InlineData(2, 4, 5, 9, 7, 3, 1, 1, false)]
    [InlineData(2, 2, 3, 8, 9, 3, 2, 0, false)]
    public void Values_and_gradients_are_the_same(long images, long inputs, long outputs, long height, long width, long size, long stride, long padding, bool isTrained)
    {
        var (values, kernel, offset) = (randn(images, inputs, height, width), randn(outputs, inputs, size, size), randn(outputs));
        var (input, weight) = (values.clone().AsChannelsLast().requires_grad_(), kernel.clone().AsChannelsLast().requires_grad_(isTrained));
        var bias = offset.clone().requires_grad_(isTrained);
        var (exactInput, exactWeight, exactBias) = (values.@double().requires_grad_(), kernel.@double().requires_grad_(), offset.@double().requires_grad_());

        var value = functional.conv2d(input, weight, bias, [stride, stride], [padding, padding]);
        var factor = randn(value.shape);
        value.mul(factor).sum().backward();
        var expected = functional.conv2d(exactInput, exactWeight, exactBias, [stride, stride], [padding, padding]);
        expected.mul(factor.@double()).sum().backward();

        Fixture.AssertClose(expected.@float(), value, 1e-3, "value");
        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-3, "input");
        if (isTrained)
        {
            Fixture.AssertClose(exactWeight.grad!.@float(), weight.grad!, 2e-3, "weight");
            Fixture.AssertClose(exactBias.grad!.@float(), bias.grad!, 2e-3, "bias");
        }
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        var (values, kernel) = (randn(2, 1, 6, 5) * 0.3f, randn(3, 1, 3, 3) * 0.3f);
        var (input, weight) = (values.clone().AsChannelsLast().requires_grad_(), kernel.clone().AsChannelsLast().requires_grad_());
        var (exactInput, exactWeight) = (values.@double().requires_grad_(), kernel.@double().requires_grad_());

        Penalty(input, weight).backward();
        Penalty(exactInput, exactWeight).backward();

        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-2, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), weight.grad!, 1e-1, "weight");
    }

    private static Tensor Penalty(Tensor input, Tensor weight) =>
        autograd.grad([functional.conv2d(input, weight).pow(3).sum()], [input], create_graph: true)[0].pow(2).sum();
}
