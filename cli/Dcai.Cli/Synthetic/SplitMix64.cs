namespace Dcai.Cli.Synthetic;

/// <summary>A small random generator whose numbers are the same on every machine and in every version of .NET.</summary>
/// <remarks>Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators", with the constants of SplittableRandom.
/// Only basic arithmetic follows from it: sines and logarithms may differ in the last bit between platforms.</remarks>
internal sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    /// <summary>A generator of its own for one item, so that items can be drawn in any order.</summary>
    public static SplitMix64 For(ulong seed, ulong stream, ulong index) => new(Mix(Mix(Mix(seed) + stream) + index));

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Uniform in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [from, to).</summary>
    public double Between(double from, double to) => from + (to - from) * Unit();

    /// <summary>Uniform in [0, count).</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>Bell-shaped around 0 with standard deviation 1, within ±3.5: the sum of four uniforms.</summary>
    public double Bell() => (Unit() + Unit() + Unit() + Unit() - 2) * 1.7320508075688772;

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(IList<T> items)
    {
        for (var i = items.Count - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
