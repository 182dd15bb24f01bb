using System.Text.Json.Nodes;

namespace Dcai.Cli.Export;

/// <summary>metadata.jsonl in the folder of each part, as Hugging Face's imagefolder loader reads it.</summary>
/// <remarks>https://huggingface.co/docs/datasets/image_dataset: file_name is relative to the metadata file; every other member becomes a column.</remarks>
internal sealed class HuggingFaceAnnotations(string directory, ExportContents contents) : IAnnotations
{
    private const string MetadataFile = "metadata.jsonl";

    private readonly List<string> _files = [];
    private string? _part;
    private StreamWriter? _lines;

    /// <inheritdoc />
    public async Task AddAsync(ExportedImage image, string file, CancellationToken cancellationToken)
    {
        var certificate = image.Certificate;
        if (certificate.Part != _part)
        {
            await EndPartAsync();
            _part = certificate.Part;
            Directory.CreateDirectory(Path.Join(directory, _part));
            _lines = ExportFolder.Begin(Path.Join(directory, _part, MetadataFile));
        }

        var row = new JsonObject
        {
            ["file_name"] = file[(_part.Length + 1)..],
            ["label"] = certificate.Label,
            ["sample_id"] = certificate.SampleId,
            ["certified_by"] = certificate.CertifiedBy,
            ["round"] = certificate.Round,
            ["origin"] = ExportedImage.OriginOf(certificate),
            ["given_labels"] = new JsonArray([.. certificate.GivenLabels.Select(label => JsonValue.Create(label))]),
            ["names"] = new JsonArray([.. certificate.Names.Select(name => JsonValue.Create(name))]),
            ["licence"] = contents.Licence,
        };
        await _lines!.WriteLineAsync(row.ToJsonString());
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        await EndPartAsync();
        return _files;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _lines?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task EndPartAsync()
    {
        if (_lines is not null)
        {
            await _lines.DisposeAsync();
            _lines = null;
            ExportFolder.Complete(Path.Join(directory, _part, MetadataFile));
            _files.Add($"{_part}/{MetadataFile}");
        }
    }
}
