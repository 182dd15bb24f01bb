using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Dcai.Torch.Tests;

public sealed class WhenOperationsAreComparedWithPyTorch : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly SafeTensorFile expected = Fixture.Load("operations.safetensors");

    private Tensor Image => expected.Tensors["image"];

    private Tensor Logits => expected.Tensors["logits"];

    public void Dispose()
    {
        expected.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void A_seed_gives_pytorchs_random_numbers()
    {
        manual_seed(42);
        Same("rand", rand(5));
        Same("randn", randn(40));
        Same("randn_few", randn(3));
        Same("randperm", randperm(20));
        Same("randint", randint(3, 9, [12]));
        Same("dropout", F.dropout(ones(30), 0.3));
        Same("bernoulli", full([20], 0.25).bernoulli());
        using var generator = new Generator(5);
        Same("generator", rand(4, generator: generator));
    }

    [Fact]
    public void A_gradient_is_differentiated_again()
    {
        var x = linspace(-1, 1, 12).reshape(3, 4).requires_grad_();
        var w = linspace(0.1, 0.9, 8).reshape(4, 2).requires_grad_();
        var y = x.matmul(w).tanh().pow(2).sum();
        var slope = autograd.grad([y], [x], create_graph: true)[0];
        var penalty = (slope.norm(1) - 1).pow(2).mean();
        penalty.backward();
        Close("penalty", penalty);
        Close("penalty_by_w", w.grad!);
        Close("penalty_by_x", x.grad!);
    }

    [Fact]
    public void Images_are_resized_alike()
    {
        Close("bilinear", F.interpolate(Image, size: [4, 7], mode: InterpolationMode.Bilinear, align_corners: false));
        Close("bilinear_scaled", F.interpolate(Image, scale_factor: [1.7], mode: InterpolationMode.Bilinear, align_corners: false));
        Close("nearest", F.interpolate(Image, scale_factor: [2.0]));
    }

    [Fact]
    public void Images_are_sampled_alike()
    {
        var theta = tensor(new[, ,] { { { 0.9f, -0.2f, 0.1f }, { 0.2f, 0.9f, -0.1f } } }).repeat(2, 1, 1);
        var grid = F.affine_grid(theta, [2, 3, 6, 5]);
        Close("grid", grid);
        Close("sampled", F.grid_sample(Image, grid, GridSampleMode.Bilinear, GridSamplePaddingMode.Border, false));
    }

    [Fact]
    public void Images_are_padded_pooled_and_convolved_alike()
    {
        Close("reflected", F.pad(Image, [1, 2, 2, 1], PaddingModes.Reflect));
        Close("averaged", F.avg_pool2d(Image, 3, 2, 1, count_include_pad: false));
        var kernel = arange(96, dtype: float32).reshape(3, 2, 4, 4).cos();
        Close("transposed", F.conv_transpose2d(Image, kernel, strides: [2, 2], padding: [1, 1]));
    }

    [Fact]
    public void Losses_are_alike()
    {
        var target = tensor(new[] { 0L, 3L, 1L, 2L, 3L });
        var weight = tensor(new[] { 0.5f, 1.0f, 2.0f, 0.1f });
        Close("weighted", F.cross_entropy(Logits, target, weight, label_smoothing: 0.2));
        Close("each", F.cross_entropy(Logits, target, reduction: nn.Reduction.None));
        Close("binary", F.binary_cross_entropy_with_logits(Logits, (Logits > 0.5).@float(), pos_weights: weight));
        Close("squared", F.mse_loss(Logits, Logits.zeros_like(), nn.Reduction.Sum));
    }

    [Fact]
    public void Reductions_are_alike()
    {
        var (values, indexes) = Logits.topk(2, dim: 1);
        Close("topk_values", values);
        Same("topk_indices", indexes);
        Close("std", Logits.std(1));
        Close("var_biased", Logits.var(0, unbiased: false));
        Close("logsumexp", Logits.logsumexp(1));
    }

    private void Same(string name, Tensor actual) => Fixture.AssertSame(expected.Tensors[name], actual);

    private void Close(string name, Tensor actual) => Fixture.AssertClose(expected.Tensors[name], actual, 1e-5, name);
}
