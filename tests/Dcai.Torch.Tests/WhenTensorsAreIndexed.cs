using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenTensorsAreIndexed : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly Tensor values = arange(24).reshape(2, 3, 4);

    public void Dispose() => scope.Dispose();

    [Fact]
    public void Numbers_take_dimensions_away()
    {
        Assert.Equal([3L, 4L], values[1].shape);
        Assert.Equal(23L, values[1, 2, 3].item<long>());
        Assert.Equal(23L, values[^1, ^1, ^1].item<long>());
    }

    [Fact]
    public void Slices_keep_them()
    {
        Assert.Equal([2L, 2L, 4L], values[.., 1..].shape);
        Assert.Equal([1L, 3L, 2L], values[TensorIndex.Slice(1), TensorIndex.Colon, TensorIndex.Slice(step: 2)].shape);
        Assert.Equal([8L, 9L, 10L, 11L], values[0, 2..3].flatten().data<long>().ToArray());
    }

    [Fact]
    public void An_ellipsis_stands_for_the_rest() => Assert.Equal([3L, 7L, 11L], values[0, TensorIndex.Ellipsis, 3].data<long>().ToArray());

    [Fact]
    public void None_adds_a_dimension() => Assert.Equal([2L, 1L, 3L, 4L], values[TensorIndex.Colon, TensorIndex.None].shape);

    [Fact]
    public void Positions_pick_rows()
    {
        var picked = values[TensorIndex.Colon, TensorIndex.Tensor(tensor(new[] { 2L, 0L }))];
        Assert.Equal([2L, 2L, 4L], picked.shape);
        Assert.Equal(8L, picked[0, 0, 0].item<long>());
    }

    [Fact]
    public void A_mask_picks_elements() => Assert.Equal([22L, 23L], values[values > 21].data<long>().ToArray());

    [Fact]
    public void A_mask_over_two_dimensions_leaves_the_third()
    {
        var mask = values[TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Single(0)] >= 12; // [2, 3]
        Assert.Equal([3L, 4L], values[TensorIndex.Tensor(mask)].shape);
        Assert.Equal([13L, 17L, 21L], values[TensorIndex.Tensor(mask), TensorIndex.Tensor(tensor(new[] { 1L, 1L, 1L }))].data<long>().ToArray());
    }

    [Fact]
    public void Assignments_reach_the_tensor()
    {
        values[0, 0] = 7;
        values[values > 20] = -1;
        values[1, TensorIndex.Tensor(tensor(new[] { 0L })), TensorIndex.Single(0)] = tensor(99L);
        Assert.Equal([7L, 7L, 7L, 7L], values[0, 0].data<long>().ToArray());
        Assert.Equal([20L, -1L, -1L, -1L], values[1, 2].data<long>().ToArray());
        Assert.Equal(99L, values[1, 0, 0].item<long>());
    }

    [Fact]
    public void Too_many_indices_are_refused() =>
        Assert.Contains("4 dimensions are indexed, the tensor has 3", Assert.Throws<ArgumentException>(() => values[0, 0, 0, 0]).Message);

    [Fact]
    public void Elements_come_in_row_major_order_whatever_the_layout()
    {
        Assert.Equal([0L, 4L, 8L, 1L], values[0].t().data<long>().ToArray()[..4]);
        Assert.Equal(9L, values[0].t().data<long>()[1, 2]);
        Assert.Equal([4L, 8L], values[0].t().data<long>().Skip(1).Take(2));
    }
}
