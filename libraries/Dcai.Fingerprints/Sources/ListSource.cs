using System.Runtime.CompilerServices;
using System.Text.Json;
using CsvHelper;

namespace Dcai.Fingerprints.Sources;

/// <summary>The images that a list names with their labels: CSV as <see cref="LabelCsv"/> reads it, or JSON lines of <c>path</c>, <c>label</c> and
/// <c>split</c>. A row that cannot be used is left out; the others go in.</summary>
/// <param name="file">Paths in it are relative to its folder, or absolute.</param>
/// <param name="limits">What is too large.</param>
public sealed class ListSource(string file, SourceLimits limits) : IImageSource
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(file))!;

    /// <summary>Whether a name is that of a list: .csv or .jsonl, in any case.</summary>
    public static bool IsList(string name) => Path.GetExtension(name).ToLowerInvariant() is ".csv" or ".jsonl";

    /// <inheritdoc />
    public async IAsyncEnumerable<Arrival?> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            throw new ImageSourceException($"the list {file} does not exist");
        }

        foreach (var (line, row, refusal) in file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? CsvRows() : JsonRows())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row is null ? Arrival.Refused($"line {line}", refusal!) : await ReadAsync(row, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Arrival> ReadAsync(Row row, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(row.Path!, _folder);
        var relative = Path.GetRelativePath(_folder, path).Replace(Path.DirectorySeparatorChar, '/');

        // A list may name images beside its own folder.
        var name = string.Join('/', relative.Split('/').Where(part => part is not ("" or "." or "..")));
        if (ArrivalName.Refusal(name) is { } refusal)
        {
            return Arrival.Refused(name, refusal);
        }

        var split = string.IsNullOrEmpty(row.Split) ? null : SplitName.Normalise(row.Split);
        if (split is null && !string.IsNullOrEmpty(row.Split))
        {
            return Arrival.Refused(name, $"the split {row.Split} is unknown: expected train, val or test");
        }

        var arrival = await BoundedReading.ReadFileAsync(path, name, limits.MaximumFileBytes, cancellationToken).ConfigureAwait(false);
        return arrival with { Label = string.IsNullOrEmpty(row.Label) ? null : row.Label, Split = split };
    }

    private IEnumerable<(long Line, Row? Row, string? Refusal)> CsvRows()
    {
        using var csv = CsvReader.FromFile(file, LabelCsv.Options);
        var (columns, hasSplit) = LabelCsv.ReadHeader(csv, file);
        while (true)
        {
            var (more, refusal) = Next(csv);
            if (!more)
            {
                if (refusal is not null)
                {
                    yield return (csv.LineNumber, null, refusal);
                }

                yield break;
            }

            yield return csv.FieldCount != columns ? (csv.LineNumber, null, $"{csv.FieldCount} values where the header names {columns} columns")
                : csv.GetString("path") is not { Length: > 0 } path ? (csv.LineNumber, null, "the path is empty")
                : (csv.LineNumber, new Row(path, csv.GetString("label"), hasSplit ? csv.GetString("split") : null), null);
        }
    }

    private static (bool More, string? Refusal) Next(CsvReader csv)
    {
        try
        {
            return (csv.Read(), null);
        }
        catch (CsvFormatException)
        {
            return (false, "a quote is not closed or out of place: what follows is left out");
        }
    }

    private IEnumerable<(long Line, Row? Row, string? Refusal)> JsonRows()
    {
        var line = 0L;
        foreach (var text in File.ReadLines(file))
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return Parse(text) is { Path.Length: > 0 } row ? (line, row, null) : (line, null, "it is no JSON object with a path");
            }
        }
    }

    private static Row? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Row>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Row(string? Path, string? Label, string? Split);
}
