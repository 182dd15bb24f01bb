using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

/// <summary>Repeating pixels and convolving them in one go, against the two in double precision.</summary>
public sealed class WhenAConvolutionDoublesTheSize : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenAConvolutionDoublesTheSize() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(8, 16, 32, 4, 4)]
    [InlineData(3, 17, 5, 9, 4)]
    [InlineData(2, 2, 2, 1, 1)]
    [InlineData(1, 33, 20, 1, 3)]
    public void Values_and_gradients_are_the_same(long images, long inputs, long outputs, long height, long width)
    {
        var values = randn(images, inputs, height, width);
        var factor = randn(images, outputs, 2 * height, 2 * width);
        using var convolution = Conv2d(inputs, outputs, 3, padding: 1, bias: false).AsChannelsLast();
        var input = values.clone().AsChannelsLast().requires_grad_();
        var (exactInput, exactWeight) = (values.@double().requires_grad_(), convolution.weight.detach().@double().requires_grad_());

        var value = convolution.ForwardDoubled(input);
        value.mul(factor).sum().backward();
        var expected = Exactly(exactInput, exactWeight);
        expected.mul(factor.@double()).sum().backward();

        Fixture.AssertClose(expected.@float(), value, 1e-4, "value");
        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-4, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), convolution.weight.grad!, 5e-4, "weight");
        Assert.Equal(value.AsChannelsLast().stride(), value.stride());
        Assert.Equal(convolution.weight.stride(), convolution.weight.grad!.stride());
    }

    [Fact]
    public void Without_a_gradient_the_values_are_the_same_bits()
    {
        using var convolution = Conv2d(8, 6, 3, padding: 1, bias: false).AsChannelsLast();
        var input = randn(2, 8, 4, 4).AsChannelsLast();
        var recorded = convolution.ForwardDoubled(input);

        using var withoutGradient = inference_mode();

        Assert.Equal(recorded.detach().contiguous().data<float>().ToArray(), convolution.ForwardDoubled(input).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void What_the_fast_way_cannot_do_is_done_the_slow_way()
    {
        using var convolution = Conv2d(3, 4, 5, stride: 2, padding: 1).AsChannelsLast();
        var input = randn(2, 3, 6, 6).AsChannelsLast();

        Fixture.AssertClose(convolution.forward(functional.interpolate(input, scale_factor: [2, 2])), convolution.ForwardDoubled(input), 0);
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        var values = randn(2, 3, 4, 5);
        using var convolution = Conv2d(3, 6, 3, padding: 1, bias: false).AsChannelsLast();
        var input = values.clone().AsChannelsLast().requires_grad_();
        var (exactInput, exactWeight) = (values.@double().requires_grad_(), convolution.weight.detach().@double().requires_grad_());

        Penalty(input, convolution.ForwardDoubled(input)).backward();
        Penalty(exactInput, Exactly(exactInput, exactWeight)).backward();

        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-2, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), convolution.weight.grad!, 1e-1, "weight");
    }

    private static Tensor Exactly(Tensor input, Tensor weight) => functional.conv2d(functional.interpolate(input, scale_factor: [2, 2]), weight, padding: [1, 1]);

    private static Tensor Penalty(Tensor input, Tensor value) => autograd.grad([value.pow(3).sum()], [input], create_graph: true)[0].pow(2).sum();
}
