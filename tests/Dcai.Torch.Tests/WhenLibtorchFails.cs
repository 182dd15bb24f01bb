using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenLibtorchFails
{
    [Fact]
    public void Its_reason_is_the_message()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.Throws<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", failure.Message);
        Assert.DoesNotContain("\n", failure.Message.Trim());
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var scope = NewDisposeScope();
        var square = ones(2, 3);
        var live = scope.DisposablesCount;
        Assert.Throws<ExternalException>(() => square.view(7));
        Assert.Equal(live, scope.DisposablesCount);
    }

    [Fact]
    public void A_missing_shim_is_named_with_the_remedy()
    {
        var folder = Directory.CreateTempSubdirectory("dcai-empty");
        var failure = Assert.Throws<DllNotFoundException>(() => Native.Load([folder.FullName]));
        Assert.Contains($"libdcai_torch.so was not found in {folder.FullName}", failure.Message);
        Assert.Contains("native/build.sh", failure.Message);
        folder.Delete();
    }

    [Fact]
    public void A_missing_libtorch_is_named_with_the_remedy()
    {
        var folder = Directory.CreateTempSubdirectory("dcai-damaged");
        var file = Path.Combine(folder.FullName, "libdcai_torch.so");
        File.WriteAllText(file, "not a library");
        var failure = Assert.Throws<DllNotFoundException>(() => Native.Load([folder.FullName]));
        Assert.Contains(file, failure.Message);
        Assert.Contains("apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread", failure.Message);
        Assert.DoesNotContain("\n", failure.Message);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Nothing_native_is_touched_before_the_first_tensor()
    {
        // A second copy of the assembly, whose types are used as far as they go without a tensor. A resolver can be set once,
        // and the binding sets its own with its first native call: that it can still be set shows that there was none.
        var context = new AssemblyLoadContext("untouched", isCollectible: true);
        var copy = context.LoadFromAssemblyPath(typeof(torch).Assembly.Location);
        Assert.NotSame(typeof(torch).Assembly, copy);
        var device = copy.GetType("TorchSharp.torch")!.GetField("CPU")!.GetValue(null);
        Assert.Equal("cpu", device!.ToString());
        Activator.CreateInstance(copy.GetType("TorchSharp.torch+Device")!, "cuda:1");
        copy.GetType("TorchSharp.DisposeScopeManager")!.GetProperty("Statistics")!.GetValue(null);
        NativeLibrary.SetDllImportResolver(copy, (_, _, _) => 0);
        context.Unload();
    }

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("cuda:1:2")]
    public void An_unknown_device_is_refused(string description) =>
        Assert.Contains($"not '{description}'", Assert.Throws<ArgumentException>(() => device(description)).Message);

    [Fact]
    public void Cuda_is_asked_for_without_failing()
    {
        Assert.InRange(cuda.device_count(), 0, 64);
        Assert.Equal(cuda.is_available(), cuda.device_count() > 0);
    }

    [Fact]
    public void Nothing_is_recorded_without_gradients()
    {
        using var scope = NewDisposeScope();
        var x = ones(2, requires_grad: true);
        using (no_grad())
        {
            Assert.False((x * 2).requires_grad);
            using (enable_grad()) Assert.True((x * 2).requires_grad);
        }

        Assert.True((x * 2).requires_grad);
        using (inference_mode())
        {
            Assert.True(is_inference_mode_enabled());
            Assert.False((x * 2).requires_grad);
        }

        Assert.False(is_inference_mode_enabled());
    }

    [Fact]
    public void A_graph_notices_that_the_optimiser_changed_what_it_needs()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 3);
        using var optimizer = optim.Adam(layer.parameters());
        var x = ones([1, 3], requires_grad: true);
        var stale = layer.call(x).sum();
        layer.call(x).sum().backward();
        optimizer.step();
        Assert.Contains("modified by an inplace operation", Assert.Throws<ExternalException>(() => stale.backward()).Message);
    }

    [Fact]
    public void Threads_are_counted_as_set()
    {
        var before = get_num_threads();
        set_num_threads(2);
        Assert.Equal(2, get_num_threads());
        set_num_threads(before);
    }
}
