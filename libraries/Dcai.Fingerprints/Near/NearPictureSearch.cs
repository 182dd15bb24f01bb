using System.Numerics.Tensors;

namespace Dcai.Fingerprints.Near;

/// <summary>
/// Finds pictures that show the same although they were cut, mirrored, turned by right angles, scaled or encoded anew. How alike two have to be follows
/// from how alike the pictures are anyway: numerals on white paper are more so than photographs. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Each picture's usual likeness is that to the most alike hundredth of a sample of the others. A pair counts by how much of the way from there, the mean of
/// both, to 1 it goes. So a picture that a hundredth of all are near to has no near duplicates: it is nothing special here. Correcting for how many neighbours
/// a picture has anyway is as in Conneau et al. 2018, https://arxiv.org/abs/1710.04087, section 2.3.
/// </remarks>
public sealed class NearPictureSearch
{
    /// <summary>Pictures of which the usual likeness is taken.</summary>
    private const int SampleSize = 1024;

    private const int UsualShare = 100;
    private const int LeastRank = 3;

    /// <summary>Of so many that are most alike as wholes the parts are looked at.</summary>
    private const int MostCandidates = 64;

    /// <summary>Pictures that are compared at once, so that the others come from memory once for all of them; a multiple of <see cref="SketchPanels.Columns"/>.</summary>
    private const int Block = 30;

    /// <summary>The groups of five in which the views of a picture, turned and cut, are compared.</summary>
    private const int ViewGroups = 1 + ((PictureCut.Count + SketchPanels.Columns - 1) / SketchPanels.Columns);

    private const int Features = EdgeFeatures.Count;

    private readonly IReadOnlyList<PictureSketch> _pictures;
    private readonly SketchPanels _wholes;
    private readonly int _sampled;

    /// <summary>Each cut of each picture of the sample.</summary>
    private readonly SketchPanels[] _sampleCuts;

    /// <summary>NaN until it is known.</summary>
    private readonly float[] _usual;

    private readonly float[] _products = new float[SketchPanels.Columns * SketchPanels.Width];

    /// <param name="pictures">In an order that says nothing of what they show, such as that of their digests: the first 1,024 are the sample.</param>
    public NearPictureSearch(IReadOnlyList<PictureSketch> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        _pictures = pictures;
        _sampled = Math.Min(SampleSize, pictures.Count);
        _usual = new float[pictures.Count];
        Array.Fill(_usual, float.NaN);
        _wholes = new SketchPanels(pictures.Count);
        _sampleCuts = [.. Enumerable.Range(0, PictureCut.Count).Select(_ => new SketchPanels(_sampled))];
        for (var picture = 0; picture < pictures.Count; picture++)
        {
            _wholes.Set(picture, pictures[picture].Whole);
        }

        for (var picture = 0; picture < _sampled; picture++)
        {
            var cuts = pictures[picture].Cut();
            for (var cut = 0; cut < _sampleCuts.Length; cut++)
            {
                _sampleCuts[cut].Set(picture, Row(cuts, cut));
            }
        }
    }

    /// <summary>How many pictures there are.</summary>
    public int Count => _pictures.Count;

    /// <summary>The near duplicates of pictures: each among those that are not new, and the new ones before it. So each pair with a new picture is found once.</summary>
    /// <param name="asked">Indexes.</param>
    /// <param name="isNew">Of each picture.</param>
    /// <param name="likeness">The least likeness, range (0, 1].</param>
    /// <param name="cancellationToken">Looked at between blocks of 30.</param>
    /// <returns>In the order asked, those of each in the order of their indexes; found while they are read.</returns>
    public IEnumerable<NearPicture> Find(IReadOnlyList<int> asked, IReadOnlyList<bool> isNew, double likeness, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(isNew);
        ArgumentOutOfRangeException.ThrowIfNotEqual(isNew.Count, _pictures.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(likeness);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(likeness, 1);
        foreach (var picture in asked)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(picture);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picture, _pictures.Count);
        }

        return FindEach(asked, new NewPictures(isNew, SketchPanels.Width), likeness, cancellationToken);
    }

    private IEnumerable<NearPicture> FindEach(IReadOnlyList<int> asked, NewPictures news, double likeness, CancellationToken cancellationToken)
    {
        foreach (var block in asked.Chunk(Block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var near in FindBlock(block, news, likeness))
            {
                yield return near;
            }
        }
    }

    private IEnumerable<NearPicture> FindBlock(int[] block, NewPictures news, double likeness)
    {
        Dictionary<int, float[]> cuts = [];
        Know(block, cuts);
        var pairs = new List<(int Picture, int Other, float Alike)>();
        foreach (var (picture, candidates) in block.Zip(Candidates(block, news)))
        {
            foreach (var (other, turned) in candidates.OrderBy(candidate => candidate.Other))
            {
                // The other's views cost more than all else, and are needed only where this one's do not rule it out.
                var alike = Math.Max(turned, Best(cuts[picture], other));
                if (Share(alike, _usual[picture]) >= likeness / 2)
                {
                    pairs.Add((picture, other, alike));
                }
            }
        }

        Know([.. pairs.Select(pair => pair.Other).Distinct()], cuts);
        foreach (var (picture, other, alike) in pairs)
        {
            var share = Share(Math.Max(alike, Best(cuts[other], picture)), (_usual[picture] + _usual[other]) / 2);
            if (share >= likeness)
            {
                yield return new NearPicture(picture, other, Math.Min(1, share));
            }
        }
    }

    /// <summary>For each picture of a block those that are most alike as wholes, with how alike they are, whichever way they are turned.</summary>
    private List<(int Other, float Alike)>[] Candidates(int[] block, NewPictures news)
    {
        var turned = new float[block.Length * SketchPanels.Columns * Features];
        for (var place = 0; place < block.Length; place++)
        {
            _pictures[block[place]].Turn(turned.AsSpan(place * SketchPanels.Columns * Features));
        }

        var best = Array.ConvertAll(block, _ => new PriorityQueue<int, float>(MostCandidates + 1));
        Span<float> alike = stackalloc float[SketchPanels.Width];
        for (var panel = 0; panel < _wholes.Count; panel++)
        {
            for (var place = 0; place < block.Length; place++)
            {
                if (!news.IsAny(block[place], panel))
                {
                    continue;
                }

                _wholes.Multiply(panel, turned.AsSpan(place * SketchPanels.Columns * Features), _products);
                MostOfColumns(alike);
                Offer(best[place], block[place], panel, alike, news);
            }
        }

        return Array.ConvertAll(best, queue => queue.UnorderedItems.ToList());
    }

    private static void Offer(PriorityQueue<int, float> best, int picture, int panel, ReadOnlySpan<float> alike, NewPictures news)
    {
        for (var row = 0; row < alike.Length; row++)
        {
            var isFull = best.Count == MostCandidates;
            if (isFull && best.TryPeek(out _, out var least) && alike[row] <= least)
            {
                continue;
            }

            var other = (panel * SketchPanels.Width) + row;
            if (!news.AreCompared(picture, other))
            {
                continue;
            }

            if (isFull)
            {
                best.EnqueueDequeue(other, alike[row]);
            }
            else
            {
                best.Enqueue(other, alike[row]);
            }
        }
    }

    /// <summary>Makes the cuts of pictures, and their usual likenesses where they are not known.</summary>
    private void Know(int[] pictures, Dictionary<int, float[]> cuts)
    {
        foreach (var picture in pictures.Where(picture => !cuts.ContainsKey(picture)))
        {
            cuts.Add(picture, _pictures[picture].Cut());
        }

        foreach (var unknown in pictures.Where(picture => float.IsNaN(_usual[picture])).Chunk(Block))
        {
            MeasureUsual(unknown, cuts);
        }
    }

    /// <summary>The likeness to the most alike hundredth of the sample, and at least to the third.</summary>
    private void MeasureUsual(int[] pictures, Dictionary<int, float[]> cuts)
    {
        var width = SketchPanels.Width;
        var alike = new float[pictures.Length][];
        var wholes = new float[Block * Features];
        var views = new float[ViewGroups * SketchPanels.Columns * Features];
        for (var place = 0; place < pictures.Length; place++)
        {
            alike[place] = new float[_sampleCuts[0].Count * width];
            Array.Fill(alike[place], float.MinValue);
            _pictures[pictures[place]].Whole.CopyTo(wholes.AsSpan(place * Features));

            // In the place of the views that a group lacks are turned ones, which count anyway.
            _pictures[pictures[place]].Turn(views.AsSpan(views.Length - (SketchPanels.Columns * Features)));
            _pictures[pictures[place]].Turn(views);
            cuts[pictures[place]].CopyTo(views, SketchPanels.Columns * Features);
            for (var panel = 0; panel < _sampleCuts[0].Count; panel++)
            {
                for (var group = 0; group < ViewGroups; group++)
                {
                    _wholes.Multiply(panel, views.AsSpan(group * SketchPanels.Columns * Features), _products);
                    MostOfColumns(alike[place].AsSpan(panel * width, width), isBegun: true);
                }
            }
        }

        foreach (var cut in _sampleCuts)
        {
            for (var panel = 0; panel < cut.Count; panel++)
            {
                for (var first = 0; first < pictures.Length; first += SketchPanels.Columns)
                {
                    cut.Multiply(panel, wholes.AsSpan(first * Features), _products);
                    for (var place = first; place < Math.Min(first + SketchPanels.Columns, pictures.Length); place++)
                    {
                        var largest = alike[place].AsSpan(panel * width, width);
                        TensorPrimitives.Max(largest, _products.AsSpan((place - first) * width, width), largest);
                    }
                }
            }
        }

        for (var place = 0; place < pictures.Length; place++)
        {
            _usual[pictures[place]] = Usual(pictures[place], alike[place]);
        }
    }

    private float Usual(int picture, float[] alike)
    {
        var others = Enumerable.Range(0, _sampled).Where(other => other != picture).Select(other => alike[other]).ToArray();
        Array.Sort(others);
        return others.Length == 0 ? 1 : others[^Math.Min(others.Length, Math.Max(LeastRank, _sampled / UsualShare))];
    }

    /// <summary>How alike the most alike of a picture's cuts is to another picture.</summary>
    private float Best(float[] cuts, int other)
    {
        var best = float.MinValue;
        for (var cut = 0; cut < PictureCut.Count; cut++)
        {
            best = Math.Max(best, TensorPrimitives.Dot(Row(cuts, cut), _pictures[other].Whole));
        }

        return best;
    }

    /// <summary>The largest of the five products of each row of a panel.</summary>
    private void MostOfColumns(Span<float> largest, bool isBegun = false)
    {
        if (!isBegun)
        {
            largest.Fill(float.MinValue);
        }

        for (var column = 0; column < SketchPanels.Columns; column++)
        {
            TensorPrimitives.Max(largest, _products.AsSpan(column * largest.Length, largest.Length), largest);
        }
    }

    private static ReadOnlySpan<float> Row(float[] rows, int row) => rows.AsSpan(row * Features, Features);

    private static double Share(float alike, float usual) => usual >= 1 ? 0 : (alike - usual) / (1 - usual);
}
