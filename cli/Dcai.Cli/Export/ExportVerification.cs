using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Dcai.Cli.Export;

/// <summary>Compares an exported folder with what it says of itself; needs no gateway.</summary>
internal static class ExportVerification
{
    /// <summary>Every difference, a line each, in the order of the manifest; extra files last, by path.</summary>
    /// <param name="directory">An export.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    /// <exception cref="CommandFailedException">The folder is no finished export, or its manifest is not the one that was written.</exception>
    public static async IAsyncEnumerable<string> DifferencesAsync(
        string directory, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var summary = await ReadAsync(directory, cancellationToken);
        var listed = new HashSet<string>(StringComparer.Ordinal) { ExportSummary.File, ExportManifest.File, ExportFolder.MarkerFile };
        var files = 0;
        await foreach (var line in File.ReadLinesAsync(Path.Join(directory, ExportManifest.File), cancellationToken))
        {
            var expected = JsonSerializer.Deserialize<ManifestLine>(line, JsonSerializerOptions.Web)!;
            listed.Add(expected.Path);
            files++;
            if (await DifferenceAsync(directory, expected, cancellationToken) is { } difference)
            {
                yield return difference;
            }
        }

        if (files != summary.Files)
        {
            yield return FormattableString.Invariant($"{ExportManifest.File} lists {files} files, {ExportSummary.File} says {summary.Files}: export again");
        }

        foreach (var extra in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(directory, file).Replace(Path.DirectorySeparatorChar, '/'))
            .Where(file => !listed.Contains(file))
            .Order(StringComparer.Ordinal))
        {
            yield return $"{extra} is not of this export: remove it";
        }
    }

    /// <summary>What the folder says it holds.</summary>
    /// <exception cref="CommandFailedException">It is no finished export, or its manifest is not the one that was written.</exception>
    public static async Task<ExportSummary> ReadAsync(string directory, CancellationToken cancellationToken)
    {
        var file = Path.Join(directory, ExportSummary.File);
        if (!File.Exists(file) || !File.Exists(Path.Join(directory, ExportManifest.File)))
        {
            throw new CommandFailedException($"{directory} holds no finished export: it has no {(File.Exists(file) ? ExportManifest.File : ExportSummary.File)}; run dcai export to its end first");
        }

        ExportSummary? summary;
        try
        {
            summary = JsonSerializer.Deserialize<ExportSummary>(await File.ReadAllBytesAsync(file, cancellationToken), JsonSerializerOptions.Web);
        }
        catch (JsonException unreadable)
        {
            throw new CommandFailedException($"{file} cannot be read ({unreadable.Message.ReplaceLineEndings(" ").TrimEnd('.')}): export again", unreadable);
        }

        if (summary is not { Format: ExportSummary.FormatName, Version: <= ExportSummary.FormatVersion })
        {
            throw new CommandFailedException($"{file} is {summary?.Format} version {summary?.Version}, which this build does not read: upgrade it");
        }

        var manifest = await ExportManifest.LineOfAsync(directory, ExportManifest.File, cancellationToken);
        return manifest.Sha256 == summary.ManifestSha256
            ? summary
            : throw new CommandFailedException($"{ExportManifest.File} in {directory} is damaged: it is {manifest.Sha256}, {ExportSummary.File} expects {summary.ManifestSha256}; export again");
    }

    private static async Task<string?> DifferenceAsync(string directory, ManifestLine expected, CancellationToken cancellationToken)
    {
        var file = new FileInfo(Path.Join(directory, expected.Path));
        if (!file.Exists)
        {
            return $"{expected.Path} is missing: export again, what is whole is kept";
        }

        if (file.Length != expected.SizeBytes)
        {
            return FormattableString.Invariant($"{expected.Path} has {file.Length} bytes, expected {expected.SizeBytes}: remove it and export again");
        }

        var actual = await ExportManifest.LineOfAsync(directory, expected.Path, cancellationToken);
        return actual.Sha256 == expected.Sha256 ? null : $"{expected.Path} is damaged: it is {actual.Sha256}, expected {expected.Sha256}; remove it and export again";
    }
}
