using System.Text.Json;
using Dcai.Api;

namespace Dcai.Cli.Demo;

/// <summary>What an output folder holds a run of.</summary>
internal sealed record DemoIdentity
{
    private const string FileName = "demo.json";

    /// <summary>SHA-256 over names, labels, splits and contents.</summary>
    public required string Images { get; init; }

    public string? Test { get; init; }

    public required string Oracle { get; init; }

    public required DatasetSettings Settings { get; init; }

    /// <summary>Marks the folder as this run's.</summary>
    /// <returns>Whether an earlier run is there to go on with.</returns>
    /// <exception cref="CommandFailedException">It is another run's; the message says in what.</exception>
    public bool Claim(string directory)
    {
        var file = Path.Join(directory, FileName);
        if (File.Exists(file))
        {
            var earlier = JsonSerializer.Deserialize<DemoIdentity>(File.ReadAllBytes(file), JsonSerializerOptions.Web)!;
            return DifferenceTo(earlier) is { } difference
                ? throw new CommandFailedException($"{directory} holds a run with {difference}: repeat that command to go on with it, or choose another --out")
                : true;
        }

        Directory.CreateDirectory(directory);
        var partial = file + ".partial";
        File.WriteAllBytes(partial, JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web));
        File.Move(partial, file);
        return false;
    }

    private string? DifferenceTo(DemoIdentity earlier) => (this, earlier) switch
    {
        _ when Images != earlier.Images => "other images",
        _ when Test != earlier.Test => "other test images",
        _ when Oracle != earlier.Oracle => "another oracle",
        _ when Settings.Profile != earlier.Settings.Profile => $"profile {earlier.Settings.Profile}",
        _ when Settings.Seed != earlier.Settings.Seed => $"seed {earlier.Settings.Seed}",
        _ when JsonSerializer.Serialize(Settings) != JsonSerializer.Serialize(earlier.Settings) => "other settings",
        _ => null,
    };
}
