using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dcai.Bench.Figures;

/// <summary>A measured figure; ratio = ours ÷ the peer's. No peer, no ratio.</summary>
public sealed record Figure(string Name, double Value, string Unit, string? Peer = null, double? PeerValue = null)
{
    public double? Ratio => Value / PeerValue;
}

/// <summary>What the benchmark found.</summary>
public sealed record Report(string Name, string Machine, IReadOnlyList<Figure> Figures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string ThisMachine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1]
            : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}";
    }

    public void WriteTo(FileInfo file)
    {
        file.Directory?.Create();
        File.WriteAllText(file.FullName, JsonSerializer.Serialize(this, Json) + "\n");
    }

    public void Print(TextWriter output)
    {
        output.WriteLine($"\n{Name} on {Machine}\n");
        output.WriteLine($"{"",-52} {"ours",10} {"",-4} {"peer",10}  {"ratio",6}  peer");
        foreach (var figure in Figures)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{figure.Name,-52} {figure.Value,10:0.000} {figure.Unit,-4} {figure.PeerValue,10:0.000}  {figure.Ratio,6:0.000}  {figure.Peer ?? "-"}"));
        }
    }
}
