namespace Dcai.Fingerprints.Known;

/// <summary>Every image that a dataset has seen, so that a new one can be compared with all of them at once. Not safe for concurrent use.</summary>
public sealed class KnownImages
{
    private const int StepsPerOctave = 4;
    private const int Octaves = 64;

    private readonly ExactIndex _exact = new();
    private readonly NearIndex? _near;
    private readonly Column<byte> _splits = new();

    /// <summary>Places of the images that have a hash, in the order of the near index.</summary>
    private readonly Column<int> _hashed = new();

    private readonly int[] _areas = new int[Octaves * StepsPerOctave];
    private readonly int[] _kinds = new int[2];

    /// <param name="nearDistance">Bits up to which two hashes are near, 0 … 16; null to compare bytes only.</param>
    public KnownImages(int? nearDistance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nearDistance ?? 0, nameof(nearDistance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nearDistance ?? 0, 16, nameof(nearDistance));
        _near = nearDistance is { } distance ? new NearIndex(distance) : null;
    }

    /// <summary>Distinct images.</summary>
    public int Count => _exact.Count;

    /// <summary>How many of them have a size.</summary>
    public int MeasuredCount { get; private set; }

    /// <summary>Of how many of them it is known whether they store colours.</summary>
    public int MeasuredKinds => _kinds[0] + _kinds[1];

    /// <summary>Memory of the indexes.</summary>
    public long SizeBytes => _exact.SizeBytes + _splits.SizeBytes + _hashed.SizeBytes + (_near?.SizeBytes ?? 0);

    /// <summary>Notes an image; one that is known keeps its hash and gains the splits.</summary>
    public void Add(KnownImage image)
    {
        var place = _exact.Find(image.Id);
        if (place >= 0)
        {
            _splits[place] |= (byte)image.Splits;
            return;
        }

        place = _exact.Add(image.Id);
        _splits.Add((byte)image.Splits);
        if (image is { Width: > 0, Height: > 0 })
        {
            _areas[AreaStep(image.Width, image.Height)]++;
            MeasuredCount++;
        }

        if (image.Coloured is { } coloured)
        {
            _kinds[coloured ? 1 : 0]++;
        }

        if (image.Hash is { } hash && _near is not null)
        {
            _near.Add(hash);
            _hashed.Add(place);
        }
    }

    /// <summary>The image of the same bytes, or the nearest by its perceptual hash.</summary>
    /// <param name="id">Of the image that arrives.</param>
    /// <param name="hash">Its perceptual hash; null to compare bytes only.</param>
    /// <returns>Null where no known image is equal or near.</returns>
    public KnownMatch? Find(ImageId id, ulong? hash)
    {
        if (_exact.Find(id) is >= 0 and var equal)
        {
            return new KnownMatch(id, Exact: true, Distance: 0, (SplitSet)_splits[equal]);
        }

        if (hash is null || _near is null || _near.Nearest(hash.Value) is not ( >= 0 and var found, var distance))
        {
            return null;
        }

        var place = _hashed[found];
        return new KnownMatch(_exact[place], Exact: false, distance, (SplitSet)_splits[place]);
    }

    /// <summary>How many times larger or smaller than the median picture one is, by area; at least 1. 1 while none has a size.</summary>
    public double SizeRatio(int width, int height)
    {
        if (MeasuredCount == 0)
        {
            return 1;
        }

        var (step, below) = (0, 0);
        while (2 * (below += _areas[step]) < MeasuredCount)
        {
            step++;
        }

        return Math.Pow(2, Math.Abs(AreaStep(width, height) - step) / (double)StepsPerOctave);
    }

    /// <summary>The share of known images that store colours, or that do not; range [0, 1], 0 while nothing is known.</summary>
    public double ShareOfKind(bool coloured) => (double)_kinds[coloured ? 1 : 0] / Math.Max(1, MeasuredKinds);

    private static int AreaStep(int width, int height) =>
        Math.Clamp((int)Math.Round(Math.Log2((double)width * height) * StepsPerOctave), 0, Octaves * StepsPerOctave - 1);
}
