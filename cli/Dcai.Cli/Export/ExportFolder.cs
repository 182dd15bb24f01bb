using System.Text.Json;

namespace Dcai.Cli.Export;

/// <summary>A folder that holds one export and nothing else.</summary>
internal static class ExportFolder
{
    /// <summary>Of a file that is not whole yet.</summary>
    public const string PartialEnding = ".partial";

    public const string MarkerFile = ".dcai-export.json";

    /// <summary>Makes a folder the place of an export; one with an earlier export of the same may be completed.</summary>
    /// <param name="directory">Empty, missing, or an earlier export of the same.</param>
    /// <param name="contents">What the export is of: written down in the folder.</param>
    /// <param name="cancellationToken">Leaves a folder that may be claimed again.</param>
    /// <exception cref="CommandFailedException">The folder holds something else.</exception>
    public static async Task ClaimAsync<T>(string directory, T contents, CancellationToken cancellationToken)
    {
        var marker = Path.Join(directory, MarkerFile);
        var wanted = JsonSerializer.Serialize(contents, JsonSerializerOptions.Web);
        if (File.Exists(directory))
        {
            throw new CommandFailedException($"{directory} is a file: name a folder to export to");
        }

        Directory.CreateDirectory(directory);
        if (File.Exists(marker))
        {
            if (await File.ReadAllTextAsync(marker, cancellationToken) != wanted)
            {
                throw new CommandFailedException($"{directory} holds an export of something else (see {MarkerFile} in it): choose another folder");
            }
        }
        else if (Directory.EnumerateFileSystemEntries(directory).Any(entry => entry != marker + PartialEnding))
        {
            throw new CommandFailedException($"{directory} is not empty: choose an empty folder, or one with an earlier export of the same");
        }
        else
        {
            await WriteAsync(marker, wanted, cancellationToken);
        }
    }

    /// <summary>Begins a file that gets its name by <see cref="Complete"/>.</summary>
    public static StreamWriter Begin(string file) => new(file + PartialEnding) { NewLine = "\n" };

    public static void Complete(string file) => File.Move(file + PartialEnding, file, overwrite: true);

    /// <summary>Writes a file wholly or not at all.</summary>
    public static async Task WriteAsync(string file, string content, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(file + PartialEnding, content, cancellationToken);
        Complete(file);
    }
}
