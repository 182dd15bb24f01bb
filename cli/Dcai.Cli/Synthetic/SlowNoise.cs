namespace Dcai.Cli.Synthetic;

/// <summary>A random curve over [0, 1] that passes smoothly through a few bell-shaped values.</summary>
internal sealed class SlowNoise
{
    private readonly double[] values;

    public SlowNoise(SplitMix64 random, int count)
    {
        values = new double[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = random.Bell();
        }
    }

    public double At(double t)
    {
        var position = Math.Clamp(t, 0, 1) * (values.Length - 1);
        var index = Math.Min((int)position, values.Length - 2);
        var part = position - index;
        var blend = part * part * (3 - 2 * part);
        return values[index] + (values[index + 1] - values[index]) * blend;
    }
}
