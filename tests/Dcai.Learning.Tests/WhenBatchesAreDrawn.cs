namespace Dcai.Learning.Tests;

public sealed class WhenBatchesAreDrawn
{
    // Nine of the first class, two of the second, none of the third, one of the fourth.
    private static readonly int[] Labels = [0, 0, 0, 0, 1, 0, 0, 3, 0, 0, 0, 1];
    private static readonly TrainingOptions Options = new() { ClassCount = 4, Epochs = 1, Seed = 1, BatchSize = 5 };

    [Fact]
    public void An_epoch_shows_every_image_once()
    {
        var order = Order(weighted: false);

        var (first, second) = (Epoch(order), Epoch(order));

        Assert.Equal(3, order.StepsPerEpoch);
        Assert.Equal(Enumerable.Range(0, 12), first.Order());
        Assert.Equal(Enumerable.Range(0, 12), second.Order());
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Weighted_every_class_that_has_images_is_shown_equally_often()
    {
        var order = Order(weighted: true);

        for (var epoch = 0; epoch < 5; epoch++)
        {
            var rows = Epoch(order);

            Assert.Equal([(0, 4), (1, 4), (3, 4)], rows.GroupBy(row => Labels[row]).OrderBy(group => group.Key).Select(group => (group.Key, group.Count())));
            Assert.Equal(4, rows.Where(row => Labels[row] == 0).Distinct().Count());
            Assert.Equal([2, 2], rows.Where(row => Labels[row] == 1).GroupBy(row => row).Select(group => group.Count()));
        }
    }

    [Fact]
    public void Over_many_epochs_no_image_of_a_large_class_is_left_out()
    {
        var order = Order(weighted: true);

        var shown = Enumerable.Range(0, 50).SelectMany(_ => Epoch(order)).Distinct();

        Assert.Equal(12, shown.Count());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_saved_state_continues_the_order(bool weighted)
    {
        var order = Order(weighted);
        _ = Epoch(order);
        var copy = new BatchOrder(Labels, Options with { ClassWeightedSampling = weighted }, Xoshiro256.FromState(order.State), [.. order.Rows]);

        Assert.Equal(Epoch(order), Epoch(copy));
    }

    private static BatchOrder Order(bool weighted) =>
        new(Labels, Options with { ClassWeightedSampling = weighted }, new Xoshiro256(7), rows: null);

    private static List<int> Epoch(BatchOrder order)
    {
        var rows = new List<int>();
        for (var step = 0; step < order.StepsPerEpoch; step++)
        {
            rows.AddRange(order.Batch(step));
        }

        return rows;
    }
}
