namespace Dcai.Fingerprints.Tests;

public sealed class WhenPicturesAreOrdered
{
    [Fact]
    public void The_path_goes_to_the_nearest_of_the_rest()
    {
        // 0 bits, 8 bits, 1 bit, 7 bits set, always from the lowest.
        var order = SimilarityOrder.Of([0x00, 0xff, 0x01, 0x7f]);

        Assert.Equal([0, 2, 3, 1], order);
    }

    [Fact]
    public void Of_equals_the_earlier_comes_first() =>
        Assert.Equal([0, 2, 1, 3], SimilarityOrder.Of([7, 8, 7, 8]));

    [Fact]
    public void Nothing_is_lost_beyond_a_block()
    {
        var random = new Random(1);
        var hashes = Enumerable.Range(0, 20_000).Select(_ => (ulong)random.NextInt64()).ToList();

        Assert.Equal(Enumerable.Range(0, 20_000), SimilarityOrder.Of(hashes).Order());
    }

    [Fact]
    public void A_stack_is_near_to_its_first_and_never_larger_than_wanted()
    {
        Assert.Equal([0, 0, 2, 2, 4], SimilarityOrder.Stacks([0x00, 0x01, 0x07, 0x0f, 0xff], distance: 2, largest: 9));
        Assert.Equal([0, 0, 2, 2, 4], SimilarityOrder.Stacks([5, 5, 5, 5, 5], distance: 0, largest: 2));
        Assert.Empty(SimilarityOrder.Stacks([], distance: 4, largest: 8));
    }
}
