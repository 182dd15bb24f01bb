using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>First weights: Glorot-uniform kernels; biases are zero; batch norm starts as the identity.</summary>
/// <remarks>Glorot and Bengio 2010: uniform in ±√(6 / (fan in + fan out)).</remarks>
internal static class GlorotUniform
{
    /// <summary>Draws all parameters of a module, in their order.</summary>
    public static void Fill(Module module, Xoshiro256 random)
    {
        using var withoutGradient = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            using var scope = NewDisposeScope();
            var shape = parameter.shape;
            if (shape.Length == 1)
            {
                var isScale = name.EndsWith(".weight", StringComparison.Ordinal);
                parameter.fill_(isScale ? 1f : 0f);
                continue;
            }

            var receptiveField = shape.Skip(2).Aggregate(1L, (product, size) => product * size);
            var limit = Math.Sqrt(6.0 / ((shape[0] + shape[1]) * receptiveField));
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)random.NextDouble(-limit, limit);
            }

            parameter.copy_(tensor(values, shape));
        }
    }
}
