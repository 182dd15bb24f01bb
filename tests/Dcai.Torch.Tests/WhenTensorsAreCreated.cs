using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenTensorsAreCreated
{
    [Fact]
    public void Zeros_ones_and_full_have_the_shape_and_the_value()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2L, 3L], zeros(2, 3).shape);
        Assert.Equal([1f, 1f], ones(2).data<float>().ToArray());
        Assert.Equal([7L, 7L], full(2, 7).data<long>().ToArray());
        Assert.Equal(ScalarType.Float64, zeros([1], dtype: float64).dtype);
    }

    [Fact]
    public void An_array_of_rank_two_keeps_its_rows()
    {
        using var values = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2L, 3L], values.shape);
        Assert.Equal(6f, values[1, 2].item<float>());
    }

    [Fact]
    public void Elements_are_converted_to_the_type_asked_for()
    {
        using var values = tensor(new[] { 1.9, -1.9 }, dtype: ScalarType.Int64);
        Assert.Equal([1L, -1L], values.data<long>().ToArray());
    }

    [Fact]
    public void A_shape_that_does_not_hold_the_elements_is_refused() =>
        Assert.Contains("holds 4 elements, 3 were given", Assert.Throws<ArgumentException>(() => tensor(new[] { 1, 2, 3 }, [2, 2])).Message);

    [Fact]
    public void Arange_and_linspace_count_as_in_pytorch()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([0L, 1L, 2L], arange(3).data<long>().ToArray());
        Assert.Equal([1f, 1.5f], arange(1, 2, 0.5).data<float>().ToArray());
        Assert.Equal([0f, 0.5f, 1f], linspace(0, 1, 3).data<float>().ToArray());
    }
}
