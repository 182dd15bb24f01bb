using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

/// <summary>The fused operation against batch norm, addition and ReLU one after the other in double precision.</summary>
public sealed class WhenNormalisationIsFused : IDisposable
{
    private const double Momentum = 0.01;
    private const double Epsilon = 1.001e-5;
    private readonly DisposeScope scope = NewDisposeScope();

    public WhenNormalisationIsFused() => manual_seed(1);

    public void Dispose() => scope.Dispose();

    [Theory]
    [InlineData(8, 64, 8, 8)]
    [InlineData(3, 5, 7, 9)]
    [InlineData(1, 17, 13, 11)]
    [InlineData(1, 1, 1, 2)]
    [InlineData(2, 3, 1, 1)]
    [InlineData(5, 256, 3, 3)]
    public void Values_gradients_and_running_statistics_are_the_same(long images, long channels, long height, long width)
    {
        foreach (var (training, hasShortcut) in new[] { (true, false), (true, true), (false, false), (false, true) })
        {
            var data = new Data([images, channels, height, width], hasShortcut);
            var expected = data.InDouble(training);
            var actual = data.Fused(training, lastChannels: true);
            AssertClose(expected, actual, 5e-5, $"training {training}, shortcut {hasShortcut}");
            Assert.Equal(data.Input.AsChannelsLast().stride(), actual["value"].stride());
        }
    }

    [Fact]
    public void Another_layout_gives_the_same()
    {
        var data = new Data([4, 6, 5, 3], hasShortcut: true);

        AssertClose(data.InDouble(training: true), data.Fused(training: true, lastChannels: false), 2e-5, "images by channel");
    }

    [Fact]
    public void A_batch_norm_alone_gives_the_same()
    {
        var data = new Data([4, 6, 5, 3], hasShortcut: false);
        using var norm = data.Norm(ScalarType.Float32);
        using var exact = data.Norm(ScalarType.Float64);
        var input = data.Input.AsChannelsLast().requires_grad_();
        var exactInput = data.Input.@double().requires_grad_();

        var value = norm.forward(input);
        value.mul(data.Factor).sum().backward();
        var expected = exact.forward(exactInput);
        expected.mul(data.Factor.@double()).sum().backward();

        Fixture.AssertClose(expected.@float(), value, 2e-5, "value");
        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 2e-5, "input");
        Fixture.AssertClose(exact.weight.grad!.@float(), norm.weight.grad!, 2e-5, "weight");
    }

    [Fact]
    public void A_mean_far_from_zero_leaves_the_variance_exact()
    {
        using var norm = nn.BatchNorm2d(3, momentum: 1);
        var input = (randn(8, 3, 16, 16) + 1000).AsChannelsLast();

        using var result = norm.ForwardRelu(input);

        Fixture.AssertClose(input.@double().mean([0L, 2L, 3L]).@float(), norm.running_mean!, 1e-4, "mean");
        Fixture.AssertClose(input.@double().var([0L, 2L, 3L]).@float(), norm.running_var!, 1e-5, "variance");
    }

    [Fact]
    public void Nothing_is_recorded_where_gradients_are_off()
    {
        var data = new Data([2, 4, 3, 3], hasShortcut: true);
        using var norm = data.Norm(ScalarType.Float32);
        var expected = data.InDouble(training: true)["value"];
        using var unrecorded = no_grad();

        var value = norm.ForwardRelu(data.Input.AsChannelsLast(), data.Shortcut!.AsChannelsLast());

        Assert.False(value.requires_grad);
        Fixture.AssertClose(expected.@float(), value, 2e-5);
    }

    [Fact]
    public void Twice_the_same_gives_the_same_bits()
    {
        var data = new Data([7, 33, 9, 5], hasShortcut: true);
        var (first, second) = (data.Fused(training: true, lastChannels: true), data.Fused(training: true, lastChannels: true));

        Assert.All(first.Keys, name => Fixture.AssertSame(first[name], second[name]));
    }

    [Fact]
    public void What_is_not_a_number_stays_so()
    {
        using var norm = nn.BatchNorm2d(2);
        var input = randn(2, 2, 3, 3).AsChannelsLast();
        input[0, 0, 0, 0] = float.NaN;

        var value = norm.ForwardRelu(input);

        Assert.True(value.select(1, 0).isnan().all().item<bool>());
        Assert.False(value.select(1, 1).isnan().any().item<bool>());
    }

    [Fact]
    public void The_number_of_batches_is_counted_and_may_set_the_momentum()
    {
        using var norm = nn.BatchNorm2d(2);
        norm.momentum = null;
        var (first, second) = (randn(2, 2, 3, 3).AsChannelsLast(), randn(2, 2, 3, 3).AsChannelsLast());

        norm.ForwardRelu(first);
        norm.ForwardRelu(second);

        Assert.Equal(2, norm.num_batches_tracked!.item<long>());
        Fixture.AssertClose((first.mean([0L, 2L, 3L]) + second.mean([0L, 2L, 3L])) / 2, norm.running_mean!, 1e-6);
    }

    [Fact]
    public void Gradients_of_gradients_are_the_same()
    {
        var data = new Data([3, 4, 3, 5], hasShortcut: true);
        using var norm = data.Norm(ScalarType.Float32);
        using var exact = data.Norm(ScalarType.Float64);
        var (input, exactInput) = (data.Input.AsChannelsLast().requires_grad_(), data.Input.@double().requires_grad_());

        Penalty(norm.ForwardRelu(input, data.Shortcut!.AsChannelsLast()), input, data.Factor).backward();
        Penalty(exact.forward(exactInput).add_(data.Shortcut!.@double()).relu_(), exactInput, data.Factor.@double()).backward();

        Fixture.AssertClose(exactInput.grad!.@float(), input.grad!, 1e-4, "input");
        Fixture.AssertClose(exact.weight.grad!.@float(), norm.weight.grad!, 1e-4, "weight");
    }

    private static Tensor Penalty(Tensor value, Tensor input, Tensor factor) =>
        autograd.grad([value.mul(factor).sum()], [input], create_graph: true)[0].pow(2).sum();

    private static void AssertClose(Dictionary<string, Tensor> expected, Dictionary<string, Tensor> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, entry => Fixture.AssertClose(entry.Value.@float(), actual[entry.Key], tolerance, $"{entry.Key}, {what}"));
    }

    /// <summary>Random numbers for one comparison; borrowed from the scope of the test.</summary>
    private sealed class Data(long[] shape, bool hasShortcut)
    {
        private readonly Tensor weight = randn(shape[1]);
        private readonly Tensor bias = randn(shape[1]);

        public Tensor Input { get; } = randn(shape) + randn(shape[1]).view(-1, 1, 1);

        public Tensor? Shortcut { get; } = hasShortcut ? randn(shape) : null;

        /// <summary>What the result is multiplied by, so that every place has a gradient of its own.</summary>
        public Tensor Factor { get; } = randn(shape);

        public BatchNorm2d Norm(ScalarType type)
        {
            var norm = nn.BatchNorm2d(shape[1], Epsilon, Momentum, dtype: type);
            using var unrecorded = no_grad();
            norm.weight.copy_(weight);
            norm.bias!.copy_(bias);
            return norm;
        }

        public Dictionary<string, Tensor> InDouble(bool training)
        {
            using var norm = Norm(ScalarType.Float64);
            norm.train(training);
            var (input, shortcut) = (Input.@double().requires_grad_(), Shortcut?.@double().requires_grad_());
            var value = norm.forward(input);
            return Collect(norm, (shortcut is null ? value : value + shortcut).relu(), input, shortcut, Factor.@double());
        }

        public Dictionary<string, Tensor> Fused(bool training, bool lastChannels)
        {
            using var norm = Norm(ScalarType.Float32);
            norm.train(training);
            var (input, shortcut) = (Leaf(Input, lastChannels), Shortcut is null ? null : Leaf(Shortcut, lastChannels));
            return Collect(norm, norm.ForwardRelu(input, shortcut), input, shortcut, Factor);
        }

        private static Tensor Leaf(Tensor values, bool lastChannels) =>
            (lastChannels ? values.AsChannelsLast() : values).clone().requires_grad_();

        private static Dictionary<string, Tensor> Collect(BatchNorm2d norm, Tensor value, Tensor input, Tensor? shortcut, Tensor factor)
        {
            value.mul(factor).sum().backward();
            var result = new Dictionary<string, Tensor>
            {
                ["value"] = value,
                ["input"] = input.grad!,
                ["weight"] = norm.weight.grad!.clone(),
                ["bias"] = norm.bias!.grad!.clone(),
                ["running mean"] = norm.running_mean!.clone(),
                ["running variance"] = norm.running_var!.clone(),
                ["batches"] = norm.num_batches_tracked!.@float(),
            };
            if (shortcut is not null) result["shortcut"] = shortcut.grad!;
            return result;
        }
    }
}
