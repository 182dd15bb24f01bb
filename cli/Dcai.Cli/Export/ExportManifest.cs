using System.Text.Json;
using Dcai.ObjectStorage;

namespace Dcai.Cli.Export;

/// <summary>manifest.jsonl as it is written: every file of an export with its size and digest, in the order of writing, which is always the same.</summary>
internal sealed class ExportManifest(string directory) : IAsyncDisposable
{
    public const string File = "manifest.jsonl";

    private readonly StreamWriter _lines = ExportFolder.Begin(Path.Join(directory, File));

    /// <summary>Files so far.</summary>
    public int Count { get; private set; }

    public Task AddAsync(ManifestLine line)
    {
        Count++;
        return _lines.WriteLineAsync(JsonSerializer.Serialize(line, JsonSerializerOptions.Web));
    }

    /// <summary>Adds a file that is whole.</summary>
    /// <param name="path">Relative to the folder, with slashes.</param>
    /// <param name="cancellationToken">Stops the hashing.</param>
    public async Task AddAsync(string path, CancellationToken cancellationToken) => await AddAsync(await LineOfAsync(directory, path, cancellationToken));

    /// <summary>Gives the manifest its name.</summary>
    public async Task CompleteAsync()
    {
        await _lines.DisposeAsync();
        ExportFolder.Complete(Path.Join(directory, File));
    }

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    public static async Task<ManifestLine> LineOfAsync(string directory, string path, CancellationToken cancellationToken)
    {
        await using var content = System.IO.File.OpenRead(Path.Join(directory, path));
        return new ManifestLine(path, content.Length, Digests.Hex(await Digests.Sha256Async(content, cancellationToken)));
    }
}
