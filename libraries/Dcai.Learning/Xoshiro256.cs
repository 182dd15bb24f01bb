namespace Dcai.Learning;

/// <summary>A seeded random number generator whose whole state is four numbers, so that a checkpoint can hold it.</summary>
/// <remarks>
/// xoshiro256** by Blackman and Vigna, seeded through SplitMix64 as they advise, https://prng.di.unimi.it/.
/// Torch's global generator is not used: several trainings run side by side in one process, and each has its own sequence.
/// </remarks>
internal sealed class Xoshiro256
{
    private readonly ulong[] _state = new ulong[4];

    /// <param name="seed">Any value.</param>
    /// <param name="stream">Which of the independent sequences of this seed.</param>
    public Xoshiro256(ulong seed, ulong stream = 0)
    {
        var mixer = seed;
        mixer = SplitMix(ref mixer) ^ stream;
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = SplitMix(ref mixer);
        }
    }

    private Xoshiro256(IReadOnlyList<ulong> state)
    {
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = state[i];
        }
    }

    /// <summary>Continues where a generator was when <see cref="State"/> was read.</summary>
    /// <exception cref="ArgumentException">The state does not have four numbers, or all are zero.</exception>
    public static Xoshiro256 FromState(IReadOnlyList<ulong> state)
    {
        if (state.Count != 4 || state.All(part => part == 0))
        {
            throw new ArgumentException("The state of xoshiro256** is four numbers, not all zero.", nameof(state));
        }

        return new Xoshiro256(state);
    }

    /// <summary>A copy of the four numbers.</summary>
    public ulong[] State => [.. _state];

    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(_state[1] * 5, 7) * 9;
        var shifted = _state[1] << 17;
        _state[2] ^= _state[0];
        _state[3] ^= _state[1];
        _state[1] ^= _state[2];
        _state[0] ^= _state[3];
        _state[2] ^= shifted;
        _state[3] = ulong.RotateLeft(_state[3], 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double NextDouble(double low, double high) => low + ((high - low) * NextDouble());

    /// <summary>Uniform in [0, bound).</summary>
    public int NextInt32(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>Puts the items in random order (Fisher-Yates).</summary>
    public void Shuffle(Span<int> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Normal numbers of mean 0.</summary>
    /// <remarks>Box and Muller 1958.</remarks>
    public void FillNormal(Span<float> values, double deviation)
    {
        for (var i = 0; i < values.Length; i += 2)
        {
            var radius = deviation * Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
            var (sine, cosine) = Math.SinCos(2 * Math.PI * NextDouble());
            values[i] = (float)(radius * cosine);
            if (i + 1 < values.Length)
            {
                values[i + 1] = (float)(radius * sine);
            }
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
