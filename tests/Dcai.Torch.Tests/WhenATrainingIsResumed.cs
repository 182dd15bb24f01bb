using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenATrainingIsResumed
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void It_goes_on_bit_by_bit_as_if_it_had_never_stopped(bool channelsLast)
    {
        using var scope = NewDisposeScope();
        set_num_threads(1);
        var undisturbed = Train(8, null, channelsLast);

        using var checkpoint = new MemoryStream();
        Train(5, checkpoint, channelsLast);
        checkpoint.Position = 0;
        manual_seed(999);
        using var saved = SafeTensors.Load(checkpoint);
        using var network = New(channelsLast);
        using var optimizer = optim.Adam(network.parameters(), lr: 0.01);
        network.load_state_dict(Of(saved, "network."));
        TrainingState.Restore(optimizer, saved.Tensors);
        TrainingState.RestoreRandomness(CPU, saved.Tensors);
        Steps(network, optimizer, 3, channelsLast);

        foreach (var (name, value) in network.state_dict()) Fixture.AssertSame(undisturbed[name], value);
    }

    [Fact]
    public void A_missing_moment_is_named()
    {
        using var network = New(false);
        using var optimizer = optim.Adam(network.parameters());
        var failure = Assert.Throws<ArgumentException>(() => TrainingState.Restore(optimizer, new Dictionary<string, Tensor>()));
        Assert.Contains("optimizer.0.step", failure.Message);
    }

    [Fact]
    public void A_moment_of_another_shape_is_named()
    {
        using var scope = NewDisposeScope();
        using var network = New(false);
        using var optimizer = optim.Adam(network.parameters());
        var state = TrainingState.Capture(optimizer);
        state["optimizer.1.exp_avg"] = zeros(3);
        Assert.Contains(
            "optimizer.1.exp_avg is [3] in the state and [8]", Assert.Throws<ArgumentException>(() => TrainingState.Restore(optimizer, state)).Message);
    }

    [Fact]
    public void An_optimisers_state_moves_to_another_one()
    {
        using var scope = NewDisposeScope();
        using var first = New(false);
        using var from = optim.Adam(first.parameters(), lr: 0.01);
        Steps(first, from, 2, false);
        using var second = New(false);
        second.load_state_dict(first.state_dict());
        using var to = optim.Adam(second.parameters(), lr: 0.5);
        to.load_state_dict(from.state_dict());
        Assert.Equal(0.01, to.ParamGroups.Single().LearningRate);
        var randomness = TrainingState.CaptureRandomness(CPU);
        Steps(first, from, 2, false);
        TrainingState.RestoreRandomness(CPU, randomness);
        Steps(second, to, 2, false);
        foreach (var (name, value) in first.state_dict()) Fixture.AssertSame(value, second.state_dict()[name]);
    }

    [Fact]
    public void Schedules_set_the_learning_rate()
    {
        using var network = New(false);
        using var optimizer = optim.SGD(network.parameters(), 0.1);
        var half = optim.lr_scheduler.StepLR(optimizer, 2, 0.5);
        List<double> rates = [.. half.get_last_lr()];
        for (var epoch = 0; epoch < 4; epoch++)
        {
            half.step();
            rates.AddRange(half.get_last_lr());
        }

        Assert.Equal([0.1, 0.1, 0.05, 0.05, 0.025], rates);
        var cosine = optim.lr_scheduler.CosineAnnealingLR(optimizer, 2);
        cosine.step();
        Assert.Equal(0.05, optimizer.ParamGroups.Single().LearningRate, 12);
    }

    private static Dictionary<string, Tensor> Train(int steps, Stream? checkpoint, bool channelsLast)
    {
        manual_seed(3);
        using var network = New(channelsLast);
        using var optimizer = optim.Adam(network.parameters(), lr: 0.01);
        Steps(network, optimizer, steps, channelsLast);
        if (checkpoint is not null)
        {
            var state = network.state_dict().ToDictionary(entry => "network." + entry.Key, entry => entry.Value);
            foreach (var (name, value) in TrainingState.Capture(optimizer)) state.Add(name, value);
            foreach (var (name, value) in TrainingState.CaptureRandomness(CPU)) state.Add(name, value);
            SafeTensors.Save(checkpoint, state);
        }

        return network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
    }

    private static SmallNetwork New(bool channelsLast) => channelsLast ? new SmallNetwork().AsChannelsLast() : new SmallNetwork();

    private static void Steps(SmallNetwork network, Adam optimizer, int steps, bool channelsLast)
    {
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var images = randn([6, 3, 8, 8]);
            optimizer.zero_grad();
            network.Loss(channelsLast ? images.AsChannelsLast() : images, randint(0, 10, [6])).backward();
            optimizer.step();
        }
    }

    private static Dictionary<string, Tensor> Of(SafeTensorFile file, string prefix) => file.Tensors
        .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);
}
