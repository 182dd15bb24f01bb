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

    /// <summary>Pictures whose views are kept, 12 KB each, until they are computed again.</summary>
    private const int MostKept = 16_384;

    private readonly IReadOnlyList<PictureSketch> _pictures;
    private readonly int _sampled;
    private readonly Dictionary<int, Seen> _seen = [];

    /// <param name="pictures">In an order that says nothing of what they show, such as that of their digests: the first 1,024 are the sample.</param>
    public NearPictureSearch(IReadOnlyList<PictureSketch> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        _pictures = pictures;
        _sampled = Math.Min(SampleSize, pictures.Count);
    }

    /// <summary>The near duplicates of one picture.</summary>
    /// <param name="picture">Its index.</param>
    /// <param name="likeness">The least likeness, range (0, 1].</param>
    /// <param name="among">Which others are asked about.</param>
    /// <returns>In the order of their indexes.</returns>
    public IReadOnlyList<NearPicture> Find(int picture, double likeness, Func<int, bool> among)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(picture);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(picture, _pictures.Count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(likeness);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(likeness, 1);
        ArgumentNullException.ThrowIfNull(among);

        if (_seen.Count > MostKept)
        {
            foreach (var old in _seen.Keys.Where(old => old >= _sampled).ToList())
            {
                _seen.Remove(old);
            }
        }

        var own = Of(picture);
        var found = new List<NearPicture>();
        foreach (var other in Candidates(picture, own, among).Order())
        {
            // The other's views cost more than all else, and are needed only where this one's do not rule it out.
            if (Share(Best(own, other), own.Usual) < likeness / 2)
            {
                continue;
            }

            var its = Of(other);
            var share = Share(Math.Max(Best(own, other), Best(its, picture)), (own.Usual + its.Usual) / 2);
            if (share >= likeness)
            {
                found.Add(new NearPicture(other, Math.Min(1, share)));
            }
        }

        return found;
    }

    private IEnumerable<int> Candidates(int picture, Seen own, Func<int, bool> among)
    {
        var best = new PriorityQueue<int, float>(MostCandidates + 1);
        for (var other = 0; other < _pictures.Count; other++)
        {
            if (other == picture || !among(other))
            {
                continue;
            }

            var alike = float.MinValue;
            for (var view = 0; view < PictureView.Turned.Count; view++)
            {
                alike = Math.Max(alike, PictureSketch.Likeness(own.Views[view], _pictures[other].Whole));
            }

            if (best.Count < MostCandidates)
            {
                best.Enqueue(other, alike);
            }
            else
            {
                best.EnqueueDequeue(other, alike);
            }
        }

        return best.UnorderedItems.Select(item => item.Element);
    }

    private Seen Of(int picture)
    {
        if (!_seen.TryGetValue(picture, out var seen))
        {
            seen = new Seen(ViewsOf(picture));
            _seen.Add(picture, seen);
        }

        if (float.IsNaN(seen.Usual))
        {
            seen.Usual = UsualOf(picture, seen);
        }

        return seen;
    }

    private float[][] ViewsOf(int picture) => [.. PictureView.All.Select(_pictures[picture].Seen)];

    /// <summary>The likeness to the most alike hundredth of the sample, and at least to the third.</summary>
    private float UsualOf(int picture, Seen own)
    {
        var likenesses = new List<float>(_sampled);
        for (var other = 0; other < _sampled; other++)
        {
            if (other == picture)
            {
                continue;
            }

            if (!_seen.TryGetValue(other, out var its))
            {
                its = new Seen(ViewsOf(other));
                _seen.Add(other, its);
            }

            likenesses.Add(Math.Max(Best(own, other), Best(its, picture)));
        }

        likenesses.Sort();
        return likenesses.Count == 0 ? 1 : likenesses[^Math.Min(likenesses.Count, Math.Max(LeastRank, _sampled / UsualShare))];
    }

    private float Best(Seen seen, int other)
    {
        var best = float.MinValue;
        foreach (var view in seen.Views)
        {
            best = Math.Max(best, PictureSketch.Likeness(view, _pictures[other].Whole));
        }

        return best;
    }

    private static double Share(float alike, float usual) => usual >= 1 ? 0 : (alike - usual) / (1 - usual);

    /// <summary>A picture's views in the order of <see cref="PictureView.All"/>, and its usual likeness once that is known.</summary>
    private sealed class Seen(float[][] views)
    {
        public float[][] Views { get; } = views;

        public float Usual { get; set; } = float.NaN;
    }
}
