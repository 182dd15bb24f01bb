using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Dcai.Learning;

/// <summary>Generator and discriminator as they are trained, and the generator's average over the last steps.</summary>
internal sealed class GanNetworks : Module
{
    private readonly GanGenerator generator;
    private readonly GanDiscriminator discriminator;
    private readonly GanGenerator average;
    private readonly (Tensor Average, Tensor Current)[] _averaged;

    /// <param name="options">Sizes.</param>
    /// <param name="imageSize">H = W.</param>
    public GanNetworks(GanOptions options, int imageSize)
        : base(nameof(GanNetworks))
    {
        generator = new GanGenerator(options.NoiseSize + options.ClassCount, options.Width, imageSize);
        discriminator = new GanDiscriminator(options.ClassCount, options.Width, imageSize, options.NormaliseSpectrally);
        average = new GanGenerator(options.NoiseSize + options.ClassCount, options.Width, imageSize);
        RegisterComponents();
        average.eval();
        foreach (var parameter in average.parameters())
        {
            parameter.requires_grad = false;
        }

        var current = generator.state_dict();
        _averaged = [.. average.state_dict().Select(entry => (entry.Value, current[entry.Key]))];
    }

    /// <summary>Owned by this.</summary>
    public GanGenerator Generator => generator;

    /// <summary>Owned by this.</summary>
    public GanDiscriminator Discriminator => discriminator;

    /// <summary>In evaluation. Owned by this.</summary>
    public GanGenerator Average => average;

    /// <summary>Draws the first weights; the average begins with them.</summary>
    public void Initialise(Xoshiro256 random)
    {
        GlorotUniform.Fill(generator, random);
        GlorotUniform.Fill(discriminator, random);
        MoveAverage(decay: 0);
    }

    /// <summary>a ← decay·a + (1 − decay)·g, over weights and statistics.</summary>
    public void MoveAverage(double decay)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (value, current) in _averaged)
        {
            if (!value.is_floating_point() || decay == 0)
            {
                value.copy_(current);
            }
            else
            {
                value.mul_(decay).add_(current, 1 - decay);
            }
        }
    }
}
