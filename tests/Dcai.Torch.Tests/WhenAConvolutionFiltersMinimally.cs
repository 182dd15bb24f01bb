using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

/// <summary>Winograd's convolution against the definition in double precision.</summary>
public sealed class WhenAConvolutionFiltersMinimally : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenAConvolutionFiltersMinimally() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(3, 16, 32, 4, 4)]
    [InlineData(2, 70, 5, 8, 8)]
    [InlineData(2, 3, 130, 9, 6)]
    [InlineData(1, 2, 3, 1, 1)]
    [InlineData(2, 8, 4, 3, 13)]
    public void Values_and_gradients_are_the_same(long images, long inputs, long outputs, long height, long width)
    {
        var (values, weights, biases) = (randn(images, inputs, height, width), randn(outputs, inputs, 3, 3), randn(outputs));
        var factor = randn(images, outputs, height, width);
        var (input, weight, bias) = (values.clone().AsChannelsLast().requires_grad_(), weights.clone().AsChannelsLast().requires_grad_(), biases.clone().requires_grad_());
        var (exactInput, exactWeight, exactBias) = (values.@double().requires_grad_(), weights.@double().requires_grad_(), biases.@double().requires_grad_());

        var value = WinogradConvolution.Convolve(input, weight, bias);
        value.mul(factor).sum().backward();
        var expected = functional.conv2d(exactInput, exactWeight, exactBias, padding: [1, 1]);
        expected.mul(factor.@double()).sum().backward();

        Fixture.AssertClose(expected.@float(), value, 1e-3, "value");
        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-3, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), weight.grad!, 1e-3, "weight");
        Fixture.AssertClose(exactBias.grad!.@float(), bias.grad!, 1e-3, "bias");
        Assert.Equal(value.AsChannelsLast().stride(), value.stride());
        Assert.Equal(weight.stride(), weight.grad!.stride());
    }

    [Fact]
    public void A_frozen_kernel_passes_the_gradient_on()
    {
        var (values, weight) = (randn(2, 8, 4, 4), randn(6, 8, 3, 3).AsChannelsLast());
        var (input, exact) = (values.clone().AsChannelsLast().requires_grad_(), values.@double().requires_grad_());

        WinogradConvolution.Convolve(input, weight, bias: null).pow(2).sum().backward();
        functional.conv2d(exact, weight.@double(), padding: [1, 1]).pow(2).sum().backward();

        Fixture.AssertClose(exact.grad!.@float(), input.grad!, 1e-2, "input");
    }

    [Fact]
    public void Without_a_gradient_the_values_are_the_same_bits()
    {
        var (input, weight) = (randn(2, 8, 4, 4).AsChannelsLast(), randn(6, 8, 3, 3).AsChannelsLast().requires_grad_());
        var recorded = WinogradConvolution.Convolve(input, weight, bias: null);

        using var withoutGradient = inference_mode();

        Assert.Equal(recorded.detach().contiguous().data<float>().ToArray(), WinogradConvolution.Convolve(input, weight, bias: null).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void What_does_not_lie_channels_last_is_convolved_as_usual()
    {
        var (input, weight) = (randn(2, 3, 5, 5), randn(4, 3, 3, 3));

        Fixture.AssertClose(functional.conv2d(input, weight, padding: [1, 1]), WinogradConvolution.Convolve(input, weight, bias: null), 0);
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        var (values, weights) = (randn(2, 3, 4, 5), randn(6, 3, 3, 3) / 5);
        var (input, weight) = (values.clone().AsChannelsLast().requires_grad_(), weights.clone().AsChannelsLast().requires_grad_());
        var (exactInput, exactWeight) = (values.@double().requires_grad_(), weights.@double().requires_grad_());

        Penalty(input, WinogradConvolution.Convolve(input, weight, bias: null)).backward();
        Penalty(exactInput, functional.conv2d(exactInput, exactWeight, padding: [1, 1])).backward();

        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-2, "input");
        Fixture.AssertClose(exactWeight.grad!.@float(), weight.grad!, 1e-1, "weight");
    }

    [Theory]
    [InlineData(128, 3, 1, 1)]
    [InlineData(16, 3, 1, 1)]
    [InlineData(128, 4, 2, 1)]
    [InlineData(128, 3, 1, 0)]
    public void A_module_says_what_it_always_says(long inputs, long kernel, long stride, long padding)
    {
        using var convolution = Conv2d(inputs, 4, kernel, stride: stride, padding: padding).AsChannelsLast();
        var input = randn(2, inputs, 8, 8).AsChannelsLast();

        Fixture.AssertClose(convolution.forward(input), convolution.ForwardWinograd(input, convolution.weight), 1e-4);
    }

    private static Tensor Penalty(Tensor input, Tensor value) => autograd.grad([value.pow(3).sum()], [input], create_graph: true)[0].pow(2).sum();
}
