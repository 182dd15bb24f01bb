namespace Dcai.Learning.Tests;

public sealed class WhenNumbersAreDrawn
{
    [Fact]
    public void They_are_those_of_the_published_generator()
    {
        // By hand from the definition: the first output depends on the second number only, (2·5 ⋘ 7)·9.
        var random = Xoshiro256.FromState([1, 2, 3, 4]);

        Assert.Equal([11520UL, 0UL, 1509978240UL, 1215971899390074240UL], Enumerable.Range(0, 4).Select(_ => random.NextUInt64()));
    }

    [Fact]
    public void A_saved_state_continues_the_sequence()
    {
        var random = new Xoshiro256(42);
        _ = random.NextUInt64();
        var copy = Xoshiro256.FromState(random.State);

        Assert.Equal(random.NextUInt64(), copy.NextUInt64());
    }

    [Fact]
    public void Streams_of_one_seed_differ() =>
        Assert.NotEqual(new Xoshiro256(1, stream: 1).NextUInt64(), new Xoshiro256(1, stream: 2).NextUInt64());

    [Fact]
    public void They_are_uniform()
    {
        var random = new Xoshiro256(1);
        var counts = new int[10];
        var sum = 0.0;
        for (var i = 0; i < 100_000; i++)
        {
            counts[random.NextInt32(10)]++;
            sum += random.NextDouble(-1, 3);
        }

        Assert.All(counts, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(1.0, sum / 100_000, 0.02);
    }

    [Fact]
    public void Shuffling_keeps_every_item()
    {
        int[] items = [.. Enumerable.Range(0, 100)];

        new Xoshiro256(1).Shuffle(items);

        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }
}
