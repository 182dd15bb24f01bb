using Dcai.Fingerprints.Known;

namespace Dcai.Fingerprints.Tests.Known;

public sealed class WhenImagesAreKnown
{
    private const int Near = 4;

    [Fact]
    public void An_image_of_the_same_bytes_is_found_among_many()
    {
        var (random, known) = (new Random(5), new KnownImages(nearDistance: null));
        var images = Enumerable.Range(0, 20_000).Select(_ => Image(random)).ToList();
        images.ForEach(known.Add);

        Assert.Equal(images.Count, known.Count);
        Assert.All(images, image => Assert.Equal(new KnownMatch(image.Id, Exact: true, 0, image.Splits), known.Find(image.Id, image.Hash)));
        Assert.Null(known.Find(Image(random).Id, images[0].Hash));
    }

    [Fact]
    public void The_nearest_hash_is_that_of_a_plain_search()
    {
        var (random, known) = (new Random(6), new KnownImages(Near));
        var images = new List<KnownImage>();
        var hits = 0;
        for (var number = 0; number < 30_000; number++)
        {
            // Some are near an earlier one, so that the indexed part, the tail and both are hit.
            var image = Image(random);
            image = number % 10 == 9 ? image with { Hash = Changed(random, images[random.Next(images.Count)].Hash!.Value, random.Next(7)) } : image;
            if (number % 400 == 9)
            {
                var expected = images.Select((other, place) => (Distance: HammingDistance.Between(other.Hash!.Value, image.Hash!.Value), place)).Min();
                var match = known.Find(image.Id, image.Hash);
                Assert.Equal(expected.Distance <= Near ? (images[expected.place].Id, false, expected.Distance) : null, match is null ? ((ImageId, bool, int)?)null : (match.Id, match.Exact, match.Distance));
                hits += match is null ? 0 : 1;
            }

            images.Add(image);
            known.Add(image);
        }

        Assert.InRange(hits, 30, 75);
    }

    [Fact]
    public void A_known_image_gains_splits_and_is_counted_once()
    {
        var known = new KnownImages(Near);
        var image = Image(new Random(7)) with { Splits = SplitSet.Train };
        known.Add(image);
        known.Add(image with { Splits = SplitSet.Validation, Hash = ~image.Hash });

        Assert.Equal((1, SplitSet.Train | SplitSet.Validation), (known.Count, known.Find(image.Id, null)!.Splits));
        Assert.Null(known.Find(default, ~image.Hash));
    }

    [Fact]
    public void A_size_is_compared_with_the_median_once_there_is_one()
    {
        var (random, known) = (new Random(8), new KnownImages(Near));
        Assert.Equal(1, known.SizeRatio(1, 1));
        for (var number = 0; number < 30; number++)
        {
            known.Add(Image(random));
        }

        Assert.Equal(30, known.MeasuredCount);
        Assert.InRange(known.SizeRatio(200, 200), 1, 1.2);
        Assert.InRange(known.SizeRatio(800, 800), 14, 18);
        Assert.InRange(known.SizeRatio(50, 50), 14, 18);
    }

    [Fact]
    public void Pictures_with_colours_and_without_are_counted()
    {
        var (random, known) = (new Random(10), new KnownImages(Near));
        for (var number = 0; number < 40; number++)
        {
            known.Add(Image(random) with { Coloured = number % 39 == 38 });
        }

        Assert.Equal((40, 1 / 40.0, 39 / 40.0), (known.MeasuredKinds, known.ShareOfKind(coloured: true), known.ShareOfKind(coloured: false)));
    }

    [Fact]
    public void An_image_takes_less_than_a_hundred_bytes()
    {
        var (random, known) = (new Random(9), new KnownImages(Near));
        for (var number = 0; number < 200_000; number++)
        {
            known.Add(Image(random));
        }

        Assert.InRange(known.SizeBytes / known.Count, 50, 100);
    }

    internal static KnownImage Image(Random random) => new(
        new ImageId(new UInt128((ulong)random.NextInt64(), (ulong)random.NextInt64() << 1), new UInt128(1, (ulong)random.NextInt64())),
        (SplitSet)random.Next(8),
        (ulong)random.NextInt64() << 1 ^ (ulong)random.NextInt64(),
        200,
        200);

    private static ulong Changed(Random random, ulong hash, int bits)
    {
        for (var bit = 0; bit < bits; bit++)
        {
            hash ^= 1UL << random.Next(64);
        }

        return hash;
    }
}
