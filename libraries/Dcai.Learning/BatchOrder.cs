namespace Dcai.Learning;

/// <summary>Which images each step of an epoch trains on.</summary>
/// <remarks>
/// Without weights every image comes once an epoch, each time in a new order. With weights every class that has images gets an equal share
/// of the epoch, of which the classes that get one more are drawn anew; within its share a class repeats its images only when all came up.
/// </remarks>
internal sealed class BatchOrder
{
    private readonly int _batchSize;
    private readonly int[][]? _rowsByClass;
    private readonly Xoshiro256 _random;
    private readonly int[] _rows;

    /// <param name="labels">int32 [N], each below K.</param>
    /// <param name="options">Batch size and whether classes are weighted.</param>
    /// <param name="random">Drawn from once an epoch.</param>
    /// <param name="rows">The running epoch's order, from a checkpoint; null to start.</param>
    public BatchOrder(int[] labels, TrainingOptions options, Xoshiro256 random, int[]? rows)
        : this(labels.Length, options.BatchSize, random, rows)
    {
        _rowsByClass = options.ClassWeightedSampling
            ? [.. Enumerable.Range(0, labels.Length).GroupBy(row => labels[row]).OrderBy(group => group.Key).Select(group => group.ToArray())]
            : null;
    }

    /// <param name="count">N.</param>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="random">Drawn from once an epoch.</param>
    /// <param name="rows">The running epoch's order, from a checkpoint; null to start.</param>
    public BatchOrder(int count, int batchSize, Xoshiro256 random, int[]? rows) =>
        (_batchSize, _random, _rows) = (batchSize, random, rows ?? [.. Enumerable.Range(0, count)]);

    /// <summary>int32 [N]: the running epoch's order.</summary>
    public int[] Rows => _rows;

    /// <summary>Of the random generator.</summary>
    public ulong[] State => _random.State;

    /// <summary>Steps of a whole epoch.</summary>
    public int StepsPerEpoch => (_rows.Length + _batchSize - 1) / _batchSize;

    /// <summary>Images seen in an epoch after so many steps.</summary>
    public int SeenAfter(int steps) => Math.Min(steps * _batchSize, _rows.Length);

    /// <summary>The images of a step; the first step of an epoch draws its order.</summary>
    public ReadOnlySpan<int> Batch(int step)
    {
        if (step == 0)
        {
            Draw();
        }

        var first = step * _batchSize;
        return _rows.AsSpan(first, Math.Min(_batchSize, _rows.Length - first));
    }

    private void Draw()
    {
        if (_rowsByClass is not null)
        {
            DrawClassesEquallyOften(_rowsByClass);
        }

        _random.Shuffle(_rows);
    }

    private void DrawClassesEquallyOften(int[][] rowsByClass)
    {
        int[] classes = [.. Enumerable.Range(0, rowsByClass.Length)];
        _random.Shuffle(classes);
        foreach (var rows in rowsByClass)
        {
            // Sorted first: the draw then depends on the generator's state only, not on earlier epochs.
            Array.Sort(rows);
            _random.Shuffle(rows);
        }

        for (var slot = 0; slot < _rows.Length; slot++)
        {
            var rows = rowsByClass[classes[slot % classes.Length]];
            _rows[slot] = rows[slot / classes.Length % rows.Length];
        }
    }
}
