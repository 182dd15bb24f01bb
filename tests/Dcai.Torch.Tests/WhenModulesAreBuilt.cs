using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

public sealed class WhenModulesAreBuilt : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Fields_are_registered_under_their_names()
    {
        using var network = new SmallNetwork();
        Assert.Equal(
            ["conv1.weight", "conv1.bias", "conv2.weight", "norm.weight", "norm.bias", "head.weight", "head.bias"],
            network.named_parameters().Select(entry => entry.name));
        Assert.Equal(
            ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"], network.named_buffers().Select(entry => entry.name));
        Assert.Equal(10, network.state_dict().Count);
        Assert.Equal(["conv1", "conv2", "norm", "head"], network.named_children().Select(entry => entry.name));
    }

    [Fact]
    public void Own_parameters_and_buffers_are_found_too()
    {
        using var module = new Scaled();
        Assert.Equal(["scale"], module.named_parameters().Select(entry => entry.name));
        Assert.Equal(["offset", "hidden"], module.named_buffers().Select(entry => entry.name));
        Assert.Equal(["scale", "offset"], module.state_dict().Keys);
        Assert.Equal([3f, 3f], module.call(ones(2)).data<float>().ToArray());
    }

    [Fact]
    public void A_sequence_runs_its_parts_in_order()
    {
        using var net = Sequential(("first", Linear(4, 3)), ("act", ReLU()), ("second", Linear(3, 2)));
        Assert.Equal(["first.weight", "first.bias", "second.weight", "second.bias"], net.named_parameters().Select(entry => entry.name));
        Assert.Equal([5L, 2L], net.call(randn(5, 4)).shape);
        using var numbered = Sequential(Linear(4, 3), Flatten(), Dropout(0.1));
        Assert.Equal(["0.weight", "0.bias"], numbered.state_dict().Keys);
    }

    [Fact]
    public void A_list_is_registered_by_position()
    {
        using var list = ModuleList(Linear(2, 2), Linear(2, 2, hasBias: false));
        Assert.Equal(["0.weight", "0.bias", "1.weight"], list.named_parameters().Select(entry => entry.name));
    }

    [Fact]
    public void Evaluation_reaches_every_part()
    {
        using var net = Sequential(("drop", Dropout(0.5)), ("more", Sequential(Dropout(0.3))));
        net.eval();
        Assert.False(net.training);
        Assert.All(net.modules(), module => Assert.False(module.training));
        Assert.Equal(100f, net.call(ones(100)).sum().item<float>());
        net.train();
        Assert.Contains(0f, net.call(ones(100)).data<float>().ToArray());
    }

    [Fact]
    public void A_state_that_does_not_fit_is_refused_by_name()
    {
        using var net = Linear(2, 2);
        var failure = Assert.Throws<InvalidOperationException>(
            () => net.load_state_dict(new Dictionary<string, Tensor> { ["weight"] = ones(2, 2), ["other"] = ones(1) }));
        Assert.Contains("missing: [bias], unknown: [other]", failure.Message);
    }

    [Fact]
    public void A_conversion_keeps_the_parameters_identity()
    {
        using var net = Linear(2, 2);
        var before = net.weight;
        net.to(ScalarType.Float64);
        Assert.Same(before, net.weight);
        Assert.Equal(ScalarType.Float64, net.weight.dtype);
        Assert.True(net.weight is { requires_grad: true, is_leaf: true });
    }

    [Fact]
    public void Disposing_disposes_what_is_registered()
    {
        var network = new SmallNetwork();
        List<Tensor> state = [.. network.state_dict().Values];
        network.Dispose();
        Assert.All(state, tensor => Assert.True(tensor.IsInvalid));
    }

    [Fact]
    public void First_weights_lie_within_their_bounds()
    {
        using var weight = empty(30, 20, 3, 3);
        Assert.Equal((180L, 270L), init.CalculateFanInAndFanOut(weight));
        init.xavier_uniform_(weight);
        var bound = Math.Sqrt(6.0 / (180 + 270));
        Assert.InRange(weight.abs().max().ToDouble(), bound * 0.99, bound);
        init.kaiming_normal_(weight, nonlinearity: init.NonlinearityType.ReLU);
        Assert.InRange(weight.std().ToDouble(), 0.95 * Math.Sqrt(2.0 / 180), 1.05 * Math.Sqrt(2.0 / 180));
    }

    [Theory]
    [InlineData(PaddingModes.Reflect)]
    [InlineData(PaddingModes.Replicate)]
    [InlineData(PaddingModes.Circular)]
    public void Convolutions_pad_in_every_manner(PaddingModes mode)
    {
        using var net = Conv2d(1, 1, (3, 5), padding: (1, 2), padding_mode: mode);
        Assert.Equal([2L, 1L, 6L, 7L], net.call(randn([2, 1, 6, 7])).shape);
    }

    [Fact]
    public void Same_padding_keeps_the_size()
    {
        using var net = Conv2d(1, 2, 4, Padding.Same);
        Assert.Equal([1L, 2L, 6L, 7L], net.call(randn([1, 1, 6, 7])).shape);
        using var transposed = ConvTranspose2d(2, 3, 4, stride: 2, padding: 1);
        Assert.Equal([1L, 3L, 12L, 14L], transposed.call(net.call(randn([1, 1, 6, 7]))).shape);
    }

    [Fact]
    public void The_small_layers_do_what_they_say()
    {
        var x = arange(16, dtype: float32).reshape(1, 1, 4, 4);
        using var upsample = Upsample(scale_factor: [2.0]);
        using var pad = ZeroPad2d((1, 0, 2, 0));
        using var average = AvgPool2d(2);
        using var adaptive = AdaptiveAvgPool2d(1);
        using var max = MaxPool2d(2, stride: 2);
        using var embedding = Embedding(5, 3, padding_idx: 2);
        using var leaky = LeakyReLU(0.5);
        Assert.Equal([1L, 1L, 8L, 8L], upsample.call(x).shape);
        Assert.Equal([1L, 1L, 6L, 5L], pad.call(x).shape);
        Assert.Equal([2.5f, 4.5f, 10.5f, 12.5f], average.call(x).data<float>().ToArray());
        Assert.Equal(7.5f, adaptive.call(x).item<float>());
        Assert.Equal([5f, 7f, 13f, 15f], max.call(x).data<float>().ToArray());
        Assert.Equal([0f, 0f, 0f], embedding.call(tensor(new[] { 2L })).data<float>().ToArray());
        Assert.Equal([-1f, 2f], leaky.call(tensor(new[] { -2f, 2f })).data<float>().ToArray());
    }

    private sealed class Scaled : Module<Tensor, Tensor>
    {
        private readonly Parameter scale = Parameter(ones(2) * 2);
        private readonly Tensor offset = ones(2);

        internal Scaled()
            : base(nameof(Scaled))
        {
            RegisterComponents();
            register_buffer("hidden", zeros(1), persistent: false);
        }

        public override Tensor forward(Tensor input) => (input * scale) + offset;
    }
}
