using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenAScopeEnds
{
    [Fact]
    public void Everything_made_in_it_is_disposed()
    {
        Tensor inner, moved, detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                inner = ones(2);
                moved = (inner + 1).MoveToOuterDisposeScope();
                detached = (inner + 2).DetachFromDisposeScope();
            }

            Assert.True(inner.IsInvalid);
            Assert.False(moved.IsInvalid);
        }

        Assert.True(moved.IsInvalid);
        Assert.Equal(3f, detached[0].item<float>());
        detached.Dispose();
        Assert.True(detached.IsInvalid);
    }

    [Fact]
    public void A_disposed_tensor_says_so()
    {
        var tensor = ones(2);
        tensor.Dispose();
        tensor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => tensor.sum());
        Assert.Equal("disposed tensor", tensor.ToString());
    }

    [Fact]
    public void Attached_tensors_go_with_it()
    {
        var outside = ones(2);
        using (var scope = NewDisposeScope())
        {
            scope.Attach(outside);
            Assert.Equal(1, scope.DisposablesCount);
        }

        Assert.True(outside.IsInvalid);
    }

    [Fact]
    public void What_is_kept_survives_a_clearing()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (ones(1), ones(1));
        scope.DisposeEverythingBut(kept);
        Assert.False(kept.IsInvalid);
        Assert.True(gone.IsInvalid);
    }

    [Fact]
    public void Closing_the_outer_one_first_leaves_the_inner_one_working()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var tensor = ones(1);
        inner.Dispose();
        Assert.True(tensor.IsInvalid);
    }

    [Fact]
    public void The_statistics_add_up()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        using (NewDisposeScope())
        {
            _ = ones(1) + ones(1);
            Assert.Equal(3, statistics.CreatedInScopeCount);
            Assert.Equal(3, statistics.ThreadTotalLiveCount);
        }

        Assert.Equal(3, statistics.DisposedInScopeCount);
        Assert.Equal(0, statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Five_hundred_training_steps_leave_no_tensor_behind()
    {
        using var outer = NewDisposeScope();
        using var network = new SmallNetwork();
        using var optimizer = optim.Adam(network.parameters(), lr: 1e-3);
        var (images, labels) = (randn([4, 3, 8, 8]), randint(0, 10, [4]));
        var statistics = DisposeScopeManager.Statistics;
        long live = 0;
        for (var step = 0; step < 500; step++)
        {
            using (NewDisposeScope())
            {
                optimizer.zero_grad();
                network.Loss(images, labels).backward();
                optimizer.step();
            }

            if (step == 0) live = statistics.ThreadTotalLiveCount;
        }

        Assert.Equal(live, statistics.ThreadTotalLiveCount);
    }
}
