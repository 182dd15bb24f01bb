using CsvHelper;

namespace Dcai.Fingerprints;

/// <summary>A list of images with their labels: comma-separated UTF-8, headed <c>path,label</c> or <c>path,label,split</c>.</summary>
public static class LabelCsv
{
    private static readonly string[] KnownColumns = ["path", "label", "split"];

    internal static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        NormalizeHeaderName = name => name.Trim().ToLowerInvariant(),
    };

    /// <param name="file">Paths in it are relative to its own folder, or absolute.</param>
    /// <param name="classes">The labels that may occur; null for any.</param>
    /// <param name="cancellationToken">Checked at each row.</param>
    /// <returns>One image per row, in the order of the rows, at least one. An empty label or split is null; splits are named as by
    /// <see cref="ImageFolder.Walk"/>.</returns>
    /// <exception cref="ImageSourceException">The file is missing, a column is unknown or absent, there are no rows, or a row is short,
    /// names a missing or repeated image, an unknown class or an unknown split; the message gives the line.</exception>
    public static IReadOnlyList<ImageFile> Read(
        string file, IReadOnlyCollection<string>? classes = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);

        try
        {
            using var csv = CsvReader.FromFile(file, Options);
            return Read(csv, file, classes, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageSourceException($"the label file {file} cannot be read: {failure.Message}", failure);
        }
        catch (CsvFormatException failure)
        {
            throw new ImageSourceException($"{file}, line {failure.LineNumber}: a quote is not closed or out of place", failure);
        }
    }

    private static List<ImageFile> Read(
        CsvReader csv, string file, IReadOnlyCollection<string>? classes, CancellationToken cancellationToken)
    {
        var (columns, hasSplit) = ReadHeader(csv, file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        var lines = new Dictionary<string, long>(StringComparer.Ordinal);
        var images = new List<ImageFile>();
        while (csv.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = csv.LineNumber;
            if (csv.FieldCount != columns)
            {
                throw Unusable(file, line, $"{csv.FieldCount} values where the header names {columns} columns");
            }

            var path = csv.GetString("path");
            if (path.Length == 0)
            {
                throw Unusable(file, line, "the path is empty");
            }

            var absolute = Path.GetFullPath(path, folder);
            if (!File.Exists(absolute))
            {
                throw Unusable(file, line, $"the image {path} does not exist");
            }

            if (!lines.TryAdd(absolute, line))
            {
                throw Unusable(file, line, $"the image {path} is listed already in line {lines[absolute]}");
            }

            var label = NullIfEmpty(csv.GetString("label"));
            if (label is not null && classes is not null && !classes.Contains(label))
            {
                throw Unusable(file, line, $"the class {label} is unknown: expected one of {string.Join(", ", classes)}");
            }

            var split = NullIfEmpty(hasSplit ? csv.GetString("split") : null);
            if (split is not null)
            {
                split = SplitName.Normalise(split)
                    ?? throw Unusable(file, line, $"the split {split} is unknown: expected train, val or test");
            }

            var relative = Path.GetRelativePath(folder, absolute).Replace(Path.DirectorySeparatorChar, '/');
            images.Add(new ImageFile(absolute, relative, label, split));
        }

        return images.Count > 0 ? images : throw new ImageSourceException($"{file} has a header and no rows");
    }

    internal static (int Columns, bool HasSplit) ReadHeader(CsvReader csv, string file)
    {
        csv.ReadHeader();
        var columns = csv.Headers.Select(Options.NormalizeHeaderName!).ToArray();
        if (columns.Length == 0)
        {
            throw new ImageSourceException($"{file} is empty: expected the header path,label or path,label,split");
        }

        if (Array.Find(columns, column => !KnownColumns.Contains(column)) is { } unknown)
        {
            throw Unusable(file, 1, $"the column \"{unknown}\" is unknown: expected path, label and perhaps split");
        }

        foreach (var required in KnownColumns[..2])
        {
            if (!columns.Contains(required))
            {
                throw Unusable(file, 1, $"the column \"{required}\" is missing: expected path, label and perhaps split");
            }
        }

        return (columns.Length, columns.Contains("split"));
    }

    private static string? NullIfEmpty(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static ImageSourceException Unusable(string file, long line, string why) => new($"{file}, line {line}: {why}");
}
