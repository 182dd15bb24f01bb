using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Bench.Torch;

/// <summary>ResNet-50 up to conv2_block3, as the reference training uses it. He et al. 2015, https://arxiv.org/abs/1512.03385.</summary>
internal sealed class ReferenceNetwork : Module<Tensor, Tensor>
{
    private readonly Conv2d stem = Conv2d(3, 64, 7, stride: 2, padding: 3);
    private readonly BatchNorm2d stemNorm = Norm(64);
    private readonly ModuleList<Bottleneck> blocks = ModuleList(new Bottleneck(64, project: true), new Bottleneck(256, project: false), new Bottleneck(256, project: false));
    private readonly Linear head = Linear(256, 10);

    internal ReferenceNetwork()
        : base(nameof(ReferenceNetwork)) => RegisterComponents();

    /// <param name="images">float32 [N, 3, H, W].</param>
    /// <returns>float32 [N, 10] logits.</returns>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var x = functional.relu(stemNorm.call(stem.call(images)), inplace: true); // [N, 64, H/2, W/2]
        x = functional.max_pool2d(functional.pad(x, [1, 1, 1, 1]), 3, 2); // [N, 64, H/4, W/4]
        foreach (var block in blocks) x = block.call(x); // [N, 256, H/4, W/4]
        return head.call(x.mean([2, 3])).MoveToOuterDisposeScope();
    }

    private static BatchNorm2d Norm(long channels) => BatchNorm2d(channels, eps: 1.001e-5, momentum: 0.01);

    private sealed class Bottleneck : Module<Tensor, Tensor>
    {
        private readonly Conv2d reduce;
        private readonly BatchNorm2d reduceNorm = Norm(64);
        private readonly Conv2d middle = Conv2d(64, 64, 3, padding: 1);
        private readonly BatchNorm2d middleNorm = Norm(64);
        private readonly Conv2d expand = Conv2d(64, 256, 1);
        private readonly BatchNorm2d expandNorm = Norm(256);
        private readonly Conv2d? shortcut;
        private readonly BatchNorm2d? shortcutNorm;

        internal Bottleneck(long channels, bool project)
            : base(nameof(Bottleneck))
        {
            reduce = Conv2d(channels, 64, 1);
            if (project) (shortcut, shortcutNorm) = (Conv2d(channels, 256, 1), Norm(256));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = functional.relu(reduceNorm.call(reduce.call(input)), inplace: true);
            x = functional.relu(middleNorm.call(middle.call(x)), inplace: true);
            x = expandNorm.call(expand.call(x));
            var around = shortcut is null ? input : shortcutNorm!.call(shortcut.call(input));
            return functional.relu(x.add_(around), inplace: true).MoveToOuterDisposeScope();
        }
    }
}
