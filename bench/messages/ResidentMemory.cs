using System.Globalization;

namespace Dcai.Bench.Messages;

/// <summary>Memory of the processes of a distributed dcai, by service; where a service has several, the largest.</summary>
/// <param name="log">The log of who was started: PLACE-NUMBER started as process PID.</param>
internal sealed class ResidentMemory(string log)
{
    private const double BytesPerKibibyte = 1024;
    private const double BytesPerMegabyte = 1e6;
    private const string Started = " started as process ";

    private readonly SortedDictionary<string, (double Now, double Peak)> _services = new(StringComparer.Ordinal);

    /// <summary>Megabytes (10⁶ bytes), by service: resident at the last look, and the most up to then.</summary>
    public IReadOnlyDictionary<string, (double Now, double Peak)> Services => _services;

    /// <summary>Looks at the processes that are alive.</summary>
    public void Look()
    {
        if (!File.Exists(log))
        {
            return;
        }

        var before = _services.ToDictionary(StringComparer.Ordinal);
        _services.Clear();
        foreach (var (service, process) in Processes())
        {
            if (Read(process) is var (now, peak))
            {
                var known = _services.GetValueOrDefault(service);
                _services[service] = (Math.Max(known.Now, now), Math.Max(known.Peak, peak));
            }
        }

        foreach (var (service, (now, peak)) in before)
        {
            var known = _services.GetValueOrDefault(service, (now, peak));
            _services[service] = (known.Item1, Math.Max(known.Item2, peak));
        }
    }

    private IEnumerable<(string Service, int Process)> Processes()
    {
        using var reader = new StreamReader(new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line)
        {
            var at = line.IndexOf(Started, StringComparison.Ordinal);
            if (at > 0 && int.TryParse(line[(at + Started.Length)..], CultureInfo.InvariantCulture, out var process))
            {
                var place = line[..at].Split(' ')[^1];
                yield return (place[..place.LastIndexOf('-')], process);
            }
        }
    }

    /// <returns>Null for a process that has ended.</returns>
    private static (double Now, double Peak)? Read(int process)
    {
        try
        {
            var status = File.ReadLines($"/proc/{process}/status").Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
            return status.TryGetValue("VmRSS", out var now) && status.TryGetValue("VmHWM", out var peak) ? (Megabytes(now), Megabytes(peak)) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Megabytes(string kibibytes) =>
        double.Parse(kibibytes.Trim().Split(' ')[0], CultureInfo.InvariantCulture) * BytesPerKibibyte / BytesPerMegabyte;
}
