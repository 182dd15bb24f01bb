using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Dcai.Bench.Torch;
using Dcai.Torch;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

const int BatchSize = 8;
const int WarmUpSteps = 500;
var steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
if (steps <= WarmUpSteps)
{
    Console.Error.WriteLine($"More than {WarmUpSteps} steps, please: those are for warming up.");
    return 2;
}

set_num_threads(1);
manual_seed(1);
using var network = new ReferenceNetwork().AsChannelsLast();
using var optimizer = optim.Adam(network.parameters(), lr: 1e-4, eps: 1e-7);
using var drawn = randn([BatchSize, 3, 32, 32]);
using var images = drawn.AsChannelsLast();
using var labels = randint(0, 10, [BatchSize]);

var (live, resident, processor) = (0L, 0.0, TimeSpan.Zero);
for (var step = 1; step <= steps; step++)
{
    Step();
    if (step == WarmUpSteps) (live, resident, processor) = (Tensor.TotalCount, ResidentMebibytes(), ProcessorTime());
}

var milliseconds = (ProcessorTime() - processor).TotalMilliseconds / (steps - WarmUpSteps);
var figures = new[]
{
    Figure("resident memory", ResidentMebibytes(), "MiB", $"the same process after {WarmUpSteps} steps", resident),
    Figure("live tensors", Tensor.TotalCount, "tensors", $"the same process after {WarmUpSteps} steps", live),
    Figure("training step, batch 8, one thread, processor time", milliseconds, "ms", "PyTorch, channels last, one thread", PeerMilliseconds()),
};
Console.WriteLine(JsonSerializer.Serialize(
    new { name = $"torch, {steps} steps", machine = Machine(), figures }, new JsonSerializerOptions { WriteIndented = true }));
return 0;

void Step()
{
    using var scope = NewDisposeScope();
    optimizer.zero_grad();
    functional.cross_entropy(network.call(images), labels).backward();
    optimizer.step();
}

static object Figure(string name, double value, string unit, string peer, double? peerValue) => new
{
    name,
    value = Math.Round(value, 3),
    unit,
    peer,
    peerValue = peerValue is { } known ? Math.Round(known, 3) : (double?)null,
    ratio = peerValue is > 0 ? Math.Round(value / peerValue.Value, 3) : (double?)null,
};

// Not the clock's time: it tells the same on a busy machine.
static TimeSpan ProcessorTime()
{
    using var process = Process.GetCurrentProcess();
    return process.TotalProcessorTime;
}

static double ResidentMebibytes()
{
    using var process = Process.GetCurrentProcess();
    return process.WorkingSet64 / 1048576.0;
}

static string Machine() => string.Create(
    CultureInfo.InvariantCulture,
    $"{File.ReadLines("/proc/cpuinfo").First(line => line.StartsWith("model name", StringComparison.Ordinal)).Split(':')[1].Trim()}, {Environment.ProcessorCount} processors");

// null when this machine has no PyTorch.
static double? PeerMilliseconds()
{
    try
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "peer.py")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What the shim sets for itself; the peer gets it from outside. OpenBLAS does not listen to torch.set_num_threads.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "1073741824";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "536870912";
        start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}
