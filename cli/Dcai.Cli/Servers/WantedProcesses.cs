using System.Text.Json;

namespace Dcai.Cli.Servers;

/// <summary>How many processes of each service are wanted: a file in the data folder, which whoever supervises them follows.</summary>
internal sealed class WantedProcesses
{
    private const string FileName = "processes.json";

    private readonly Dictionary<string, int> _counts;

    private WantedProcesses(Dictionary<string, int> counts) => _counts = counts;

    /// <summary>As many as are usual, unless something else was said.</summary>
    public int Of(ServiceKind kind) => Math.Clamp(_counts.GetValueOrDefault(kind.Name, kind.Usual), 0, kind.Most);

    /// <exception cref="CommandFailedException">The file is damaged.</exception>
    public static WantedProcesses Read(string directory)
    {
        var file = Path.Join(directory, FileName);
        try
        {
            return new WantedProcesses(File.Exists(file) ? JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(file)) ?? [] : []);
        }
        catch (JsonException)
        {
            throw new CommandFailedException($"{file} is damaged: delete it, and scale again");
        }
    }

    /// <summary>Says how many are wanted from now on.</summary>
    public void Write(string directory, ServiceKind kind, int count)
    {
        _counts[kind.Name] = count;
        var file = Path.Join(directory, FileName);
        File.WriteAllBytes(file + ".partial", JsonSerializer.SerializeToUtf8Bytes(_counts));
        File.Move(file + ".partial", file, overwrite: true);
    }
}
