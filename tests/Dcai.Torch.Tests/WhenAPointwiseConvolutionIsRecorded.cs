using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

/// <summary>Convolutions with a 1×1 kernel over channels-last images, which are one product of matrices, against those in double precision.</summary>
public sealed class WhenAPointwiseConvolutionIsRecorded : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenAPointwiseConvolutionIsRecorded() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(8, 64, 256, 8, 8, true)]
    [InlineData(3, 5, 7, 9, 4, true)]
    [InlineData(3, 7, 5, 4, 9, false)]
    [InlineData(1, 1, 1, 1, 1, true)]
    [InlineData(2, 3, 1, 1, 1, true)]
    public void Values_and_gradients_are_the_same(long images, long inputs, long outputs, long height, long width, bool hasBias)
    {
        var (values, kernel, offset) = (randn(images, inputs, height, width), randn(outputs, inputs, 1, 1), hasBias ? randn(outputs) : null);
        var factor = randn(images, outputs, height, width);
        var (input, weight) = (values.clone().AsChannelsLast().requires_grad_(), kernel.clone().AsChannelsLast().requires_grad_());
        var bias = offset?.clone().requires_grad_();
        var (exactInput, exactWeight) = (values.@double().requires_grad_(), kernel.@double().requires_grad_());
        var exactBias = offset?.@double().requires_grad_();

        var value = functional.conv2d(input, weight, bias);
        value.mul(factor).sum().backward();
        var expected = functional.conv2d(exactInput, exactWeight, exactBias);
        expected.mul(factor.@double()).sum().backward();

        Fixture.AssertClose(expected.@float(), value, 1e-4, "value");
        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-4, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), weight.grad!, 2e-4, "weight");
        if (hasBias) Fixture.AssertClose(exactBias!.grad!.@float(), bias!.grad!, 1e-4, "bias");
        Assert.Equal(factor.AsChannelsLast().stride(), value.stride());
        Assert.Equal(weight.stride(), weight.grad!.stride());
    }

    [Fact]
    public void An_input_without_a_gradient_gets_none()
    {
        var (input, weight) = (randn(2, 3, 4, 4).AsChannelsLast(), randn(5, 3, 1, 1).requires_grad_());

        functional.conv2d(input, weight).sum().backward();

        Assert.Null(input.grad);
        Fixture.AssertClose(input.sum([0L, 2L, 3L]).expand(5, 3).view(5, 3, 1, 1), weight.grad!, 1e-4);
    }

    [Fact]
    public void Strides_and_padding_are_heeded()
    {
        var (input, weight) = (randn(2, 3, 5, 5).AsChannelsLast(), randn(4, 3, 1, 1).requires_grad_());

        Assert.Equal([2, 4, 3, 3], functional.conv2d(input, weight, strides: [2, 2]).shape);
        Assert.Equal([2, 4, 7, 7], functional.conv2d(input, weight, padding: [1, 1]).shape);
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        var (values, kernel) = (randn(2, 3, 4, 5), randn(6, 3, 1, 1));
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
