using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Dcai.Bench.Train;

/// <summary>PyTorch in a process of its own, asked for one epoch after the other.</summary>
internal sealed class Peer : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly Process _process;

    private Peer(Process process, string name) => (_process, Name) = (process, name);

    public string Name { get; }

    /// <summary>Starts the peer with the environment that makes it fastest; null, with the reason, where there is none.</summary>
    public static Peer? Start(out string? whyAbsent)
    {
        whyAbsent = null;
        if (!File.Exists(Interpreter))
        {
            whyAbsent = $"{Interpreter} is missing: apt-get install --no-install-recommends python3-torch";
            return null;
        }

        var start = new ProcessStartInfo(Interpreter, [Path.Combine(AppContext.BaseDirectory, "peer.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment())
        {
            // What the user has set is kept, as our binding keeps it: both see the same.
            start.Environment.TryAdd(name, value);
        }

        var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var version = process.StandardOutput.ReadLine();
        if (version is null)
        {
            process.WaitForExit();
            var text = error.Result;
            process.Dispose();
            whyAbsent = text.Contains("No module named 'torch'", StringComparison.Ordinal)
                ? "PyTorch is missing: apt-get install --no-install-recommends python3-torch"
                : $"the peer does not start: {text.Trim().Split('\n')[^1]}";
            return null;
        }

        return new Peer(process, $"PyTorch {version}");
    }

    public void Prepare(int images) => Ask($"start {images.ToString(CultureInfo.InvariantCulture)}");

    public double SecondsOfOneEpoch() => double.Parse(Ask("epoch"), CultureInfo.InvariantCulture);

    public void PrepareInference(int images) => Ask($"load {images.ToString(CultureInfo.InvariantCulture)}");

    public double SecondsOfInference() => double.Parse(Ask("infer"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"The peer stopped at '{command}'.");
    }

    /// <summary>What our binding sets for itself: one thread, the widest kernels, and freed memory kept for the next step.</summary>
    private static IEnumerable<(string Name, string Value)> Environment()
    {
        yield return ("OMP_NUM_THREADS", "1");
        yield return ("OPENBLAS_NUM_THREADS", "1");
        yield return ("MALLOC_MMAP_THRESHOLD_", "1073741824");
        yield return ("MALLOC_TRIM_THRESHOLD_", "536870912");
        yield return ("MALLOC_TOP_PAD_", "67108864");
        if (Avx512F.IsSupported)
        {
            yield return ("ATEN_CPU_CAPABILITY", "avx512");
            yield return ("OPENBLAS_CORETYPE", "SKYLAKEX");
        }
    }
}
