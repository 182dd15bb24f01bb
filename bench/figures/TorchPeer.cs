using System.Diagnostics;
using System.Runtime.Intrinsics.X86;

namespace Dcai.Bench.Figures;

/// <summary>PyTorch in a process of its own, asked by lines and answering each with one.</summary>
public sealed class TorchPeer : IDisposable
{
    private const string Interpreter = "/usr/bin/python3";
    private readonly Process _process;

    private TorchPeer(Process process, string name) => (_process, Name) = (process, name);

    /// <summary>With its version.</summary>
    public string Name { get; }

    /// <summary>Starts the peer with the environment that makes it fastest; null, with the reason, where there is none.</summary>
    /// <param name="script">Beside the benchmark; it prints its PyTorch's version first.</param>
    /// <param name="whyAbsent">One line; null where it has started.</param>
    public static TorchPeer? Start(string script, out string? whyAbsent)
    {
        whyAbsent = null;
        if (!File.Exists(Interpreter))
        {
            whyAbsent = $"{Interpreter} is missing: apt-get install --no-install-recommends python3-torch";
            return null;
        }

        var start = new ProcessStartInfo(Interpreter, [Path.Combine(AppContext.BaseDirectory, script)])
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

        return new TorchPeer(process, $"PyTorch {version}");
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    /// <summary>Sends a line and waits for the answer.</summary>
    /// <exception cref="InvalidOperationException">The peer has stopped; the message names the line.</exception>
    public string Ask(string command)
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
