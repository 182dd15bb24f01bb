using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Torch.Tests;

/// <summary>The network of Fixtures/generate.py.</summary>
internal sealed class SmallNetwork : Module<Tensor, Tensor>
{
    private readonly Conv2d conv1 = Conv2d(3, 8, 3, padding: 1);
    private readonly Conv2d conv2 = Conv2d(8, 16, 3, stride: 2, padding: 1, bias: false);
    private readonly BatchNorm2d norm = BatchNorm2d(16, eps: 1.001e-5, momentum: 0.01);
    private readonly Linear head = Linear(16, 10);

    internal SmallNetwork()
        : base(nameof(SmallNetwork)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = functional.max_pool2d(functional.relu(conv1.call(input)), 2); // [N, 8, H/2, W/2]
        x = functional.leaky_relu(norm.call(conv2.call(x)), 0.2); // [N, 16, H/4, W/4]
        x = functional.adaptive_avg_pool2d(x, 1).flatten(1); // [N, 16]
        return head.call(x).MoveToOuterDisposeScope();
    }

    /// <summary>Loads the tensors whose names start with <paramref name="prefix"/>.</summary>
    internal void Load(SafeTensorFile file, string prefix) => load_state_dict(
        file.Tensors.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value));

    internal Tensor Loss(Tensor input, Tensor target)
    {
        using var scope = NewDisposeScope();
        return functional.cross_entropy(call(input), target, label_smoothing: 0.1).MoveToOuterDisposeScope();
    }
}
