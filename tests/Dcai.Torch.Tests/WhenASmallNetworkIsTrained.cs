using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

/// <summary>Numbers of PyTorch, made by Fixtures/generate.py with one thread.</summary>
public sealed class WhenASmallNetworkIsTrained : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensorFile expected = Fixture.Load("training.safetensors");
    private readonly SmallNetwork network = new();

    public WhenASmallNetworkIsTrained()
    {
        set_num_threads(1);
        network.Load(expected, "before.");
    }

    private Tensor Input => expected.Tensors["input"];

    private Tensor Target => expected.Tensors["target"];

    public void Dispose()
    {
        network.Dispose();
        expected.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void Logits_and_loss_are_those_of_pytorch()
    {
        Fixture.AssertClose(expected.Tensors["logits"], network.call(Input), 1e-6, "logits");
        network.Load(expected, "before.");
        Fixture.AssertClose(expected.Tensors["loss"], network.Loss(Input, Target), 1e-6, "loss");
    }

    [Fact]
    public void Gradients_are_those_of_pytorch()
    {
        network.Loss(Input, Target).backward();
        foreach (var (name, parameter) in network.named_parameters())
        {
            Fixture.AssertClose(expected.Tensors["gradient." + name], parameter.grad!, 1e-6, name);
        }
    }

    [Theory]
    [InlineData("adam", false)]
    [InlineData("adam", true)]
    [InlineData("adam_decay", false)]
    [InlineData("amsgrad", false)]
    [InlineData("adamw", false)]
    [InlineData("sgd", false)]
    public void Ten_steps_lead_where_they_lead_in_pytorch(string optimizerName, bool channelsLast)
    {
        if (channelsLast) network.AsChannelsLast();
        using var optimizer = Make(optimizerName);
        var input = channelsLast ? Input.AsChannelsLast() : Input;
        for (var step = 0; step < 10; step++)
        {
            optimizer.zero_grad();
            network.Loss(input, Target).backward();
            optimizer.step();
        }

        foreach (var (name, value) in network.state_dict())
        {
            // Adam divides by the gradient's size: rounding in small gradients shows in full.
            Fixture.AssertClose(expected.Tensors[$"{optimizerName}.{name}"], value, 2e-5, name);
        }
    }

    [Fact]
    public void Evaluation_uses_the_running_statistics()
    {
        network.Load(expected, "sgd.");
        network.eval();
        Fixture.AssertClose(expected.Tensors["sgd_evaluated"], network.call(Input), 1e-6);
    }

    [Fact]
    public void One_batch_is_learned_by_heart()
    {
        using var optimizer = optim.Adam(network.parameters(), lr: 0.02);
        for (var step = 0; step < 150; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            network.Loss(Input, Target).backward();
            optimizer.step();
        }

        Assert.Equal(Target.data<long>().ToArray(), network.call(Input).argmax(1).data<long>().ToArray());
    }

    private optim.Optimizer Make(string name) => name switch
    {
        "adam" => optim.Adam(network.parameters(), lr: 1e-2, eps: 1e-7),
        "adam_decay" => optim.Adam(network.parameters(), lr: 1e-2, weight_decay: 0.05),
        "amsgrad" => optim.Adam(network.parameters(), lr: 1e-2, amsgrad: true),
        "adamw" => optim.AdamW(network.parameters(), lr: 1e-2, weight_decay: 0.1),
        _ => optim.SGD(network.parameters(), 1e-2, momentum: 0.9, weight_decay: 0.01, nesterov: true),
    };
}
