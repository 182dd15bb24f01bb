namespace Dcai.Fingerprints.Known;

/// <summary>Every image that a dataset has seen, so that a new one can be compared with all of them at once. Not safe for concurrent use.</summary>
public sealed class KnownImages
{
    private const int StepsPerOctave = 4;
    private const int Octaves = 64;
    private const int FewImages = 30;
    private const double RareKind = 0.05;

    private readonly ExactIndex _exact = new();
    private readonly NearIndex? _near;
    private readonly Column<byte> _splits = new();

    /// <summary>Places of the images that have a hash, in the order of the near index.</summary>
    private readonly Column<int> _hashed = new();

    private readonly int[] _areas = new int[Octaves * StepsPerOctave];
    private readonly int[] _kinds = new int[2];
    private int _measured;

    /// <param name="nearDistance">Bits up to which two hashes are near, 0 … 16; null to compare bytes only.</param>
    public KnownImages(int? nearDistance)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nearDistance ?? 0, nameof(nearDistance));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nearDistance ?? 0, 16, nameof(nearDistance));
        _near = nearDistance is { } distance ? new NearIndex(distance) : null;
    }

    /// <summary>Distinct images.</summary>
    public int Count => _exact.Count;

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
            _measured++;
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

    /// <summary>How many times larger or smaller than the median picture one is, by area; at least 1. 1 while fewer than 30 are known.</summary>
    public double SizeRatio(int width, int height)
    {
        if (_measured < FewImages)
        {
            return 1;
        }

        var (step, below) = (0, 0);
        while (2 * (below += _areas[step]) < _measured)
        {
            step++;
        }

        return Math.Pow(2, Math.Abs(AreaStep(width, height) - step) / (double)StepsPerOctave);
    }

    /// <summary>Whether nearly all known images store colours and this one does not, or the other way round; false while fewer than 30 are known.</summary>
    public bool IsOtherKind(bool coloured)
    {
        var total = _kinds[0] + _kinds[1];
        return total >= FewImages && _kinds[coloured ? 1 : 0] < RareKind * total;
    }

    private static int AreaStep(int width, int height) =>
        Math.Clamp((int)Math.Round(Math.Log2((double)width * height) * StepsPerOctave), 0, Octaves * StepsPerOctave - 1);
}
