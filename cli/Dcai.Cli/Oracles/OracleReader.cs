using CsvHelper;
using Dcai.Cli.Images;

namespace Dcai.Cli.Oracles;

/// <summary>Reads oracle files; every complaint names the file, the line and what to do.</summary>
internal sealed class OracleReader
{
    private const string RemoveWords = "invalid, disputed or remove";

    private static readonly CsvReaderOptions Options = new()
    {
        Separator = ',',
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        NormalizeHeaderName = name => name.Trim().ToLowerInvariant(),
    };

    private readonly string _file;
    private readonly IReadOnlyCollection<string> _classes;
    private readonly Dictionary<string, OracleRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashedImage> _byPath = new(StringComparer.Ordinal);
    private readonly ILookup<string, HashedImage> _byDigest;

    private OracleReader(string file, IReadOnlyCollection<string> classes, ImageSet? images)
    {
        _file = file;
        _classes = classes;
        _byDigest = (images?.Images ?? []).ToLookup(image => image.SampleId, StringComparer.Ordinal);
        foreach (var image in images?.Images ?? [])
        {
            _byPath.TryAdd(image.File.RelativePath, image);
            _byPath.TryAdd(image.File.Path, image);
        }
    }

    public static Oracle Read(string file, IReadOnlyCollection<string> classes, ImageSet? images)
    {
        if (!File.Exists(file))
        {
            throw new CommandFailedException($"the oracle {file} does not exist: name a CSV file with the columns sha256,agreed_label or path,label");
        }

        var reader = new OracleReader(file, classes, images);
        try
        {
            using var csv = CsvReader.FromFile(file, Options);
            reader.Read(csv);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the oracle {file} cannot be read: {failure.Message}", failure);
        }
        catch (CsvFormatException failure)
        {
            throw new CommandFailedException($"{file}, line {failure.LineNumber}: a quote is not closed or out of place", failure);
        }

        return reader._rows.Count > 0
            ? new Oracle(file, reader._rows)
            : throw new CommandFailedException($"{file} has a header and no rows: there is nobody to ask");
    }

    private void Read(CsvReader csv)
    {
        csv.ReadHeader();
        var columns = csv.Headers.Select(Options.NormalizeHeaderName!).ToArray();
        var byDigest = columns.Contains("sha256") && columns.Contains("agreed_label");
        if (!byDigest && !(columns.Contains("path") && columns.Contains("label")))
        {
            var missing = columns.Contains("sha256") ? "agreed_label" : columns.Contains("agreed_label") ? "sha256"
                : columns.Contains("path") ? "label" : "sha256";
            throw At(1, $"the column '{missing}' is missing: expected sha256,agreed_label or path,label");
        }

        while (csv.Read())
        {
            var line = csv.LineNumber;
            if (csv.FieldCount != columns.Length)
            {
                throw At(line, $"{csv.FieldCount} values where the header names {columns.Length} columns");
            }

            if (byDigest)
            {
                ReadByDigest(csv, columns, line);
            }
            else
            {
                ReadByPath(csv, line);
            }
        }
    }

    private void ReadByDigest(CsvReader csv, string[] columns, long line)
    {
        var sampleId = csv.GetString("sha256").ToLowerInvariant();
        if (sampleId.Length != 64 || !sampleId.All(char.IsAsciiHexDigit))
        {
            throw At(line, $"'{sampleId}' is no SHA-256: expected 64 hexadecimal digits");
        }

        var label = csv.GetString("agreed_label");
        IEnumerable<string?> given = columns.Contains("original_label") ? [csv.GetString("original_label")] : GivenLabels(sampleId);
        var status = columns.Contains("status") ? csv.GetString("status") : null;
        var isError = status is null ? IsError(label, given) : status is "mislabelled" or "invalid" or "invalid_or_mislabelled";
        Add(sampleId, label, isError, line);
    }

    private void ReadByPath(CsvReader csv, long line)
    {
        var path = csv.GetString("path");
        var image = _byPath.GetValueOrDefault(path)
            ?? _byPath.GetValueOrDefault(Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(_file))!))
            ?? throw At(line, $"'{path}' is none of the images: use paths relative to the images' folder or to this file");
        var label = csv.GetString("label");
        Add(image.SampleId, label, IsError(label, GivenLabels(image.SampleId)), line);
    }

    private IEnumerable<string?> GivenLabels(string sampleId) => _byDigest[sampleId].Select(image => image.File.Label);

    private static bool IsError(string label, IEnumerable<string?> given) => label != "disputed" && given.Any(one => one is not null && one != label);

    private void Add(string sampleId, string label, bool isError, long line)
    {
        var removed = label is "invalid" or "disputed" or "remove";
        if (!removed && !_classes.Contains(label))
        {
            throw At(line, $"the class '{label}' is unknown: expected one of {string.Join(", ", _classes)}, or {RemoveWords}");
        }

        var row = new OracleRow(removed ? null : label, removed ? label : null, isError);
        if (!_rows.TryGetValue(sampleId, out var known))
        {
            _rows.Add(sampleId, row);
        }
        else if (known.Label != row.Label)
        {
            throw At(line, $"the image {sampleId} has the label '{label}' here and '{known.Label ?? known.Reason}' in an earlier line: one image has one");
        }
        else
        {
            // Copies of one image may lie under several labels, of which some are right.
            _rows[sampleId] = known with { IsKnownError = known.IsKnownError || isError };
        }
    }

    private CommandFailedException At(long line, string complaint) => new($"{_file}, line {line}: {complaint}");
}
