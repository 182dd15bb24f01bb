using System.Text.Encodings.Web;
using System.Text.Json;
using Dcai.Imaging;

namespace Dcai.Cli.Export;

/// <summary>annotations/part.json: images and their categories in COCO's form. An annotation has no box, for the label is the whole image's.</summary>
/// <remarks>Lin et al. 2014, https://arxiv.org/abs/1405.0312; format: https://cocodataset.org/#format-data.</remarks>
internal sealed class CocoAnnotations(string directory, ExportContents contents) : IAnnotations
{
    /// <summary>Where the parts' images are.</summary>
    public const string ImagesFolder = "images";

    private const string AnnotationsFolder = "annotations";
    private const int LicenceId = 1;
    private const int FlushBytes = 1 << 16;

    private readonly Dictionary<string, int> _categories =
        contents.Classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index + 1, StringComparer.Ordinal);

    private readonly List<string> _files = [];

    /// <summary>The category of each image of the part so far: all that the second list needs.</summary>
    private readonly List<int> _categoryOf = [];

    private string? _part;
    private FileStream? _file;
    private Utf8JsonWriter? _writer;

    /// <inheritdoc />
    public async Task AddAsync(ExportedImage image, string file, CancellationToken cancellationToken)
    {
        var certificate = image.Certificate;
        if (certificate.Part != _part)
        {
            await EndPartAsync(cancellationToken);
            Begin(certificate.Part);
        }

        _categoryOf.Add(_categories[certificate.Label]);
        var (width, height) = certificate is { Width: { } w, Height: { } h } ? (w, h) : SizeOf(file);
        var writer = _writer!;
        writer.WriteStartObject();
        writer.WriteNumber("id", _categoryOf.Count);
        writer.WriteString("file_name", file[(ImagesFolder.Length + 1)..]);
        writer.WriteNumber("width", width);
        writer.WriteNumber("height", height);
        if (contents.Licence is not null)
        {
            writer.WriteNumber("license", LicenceId);
        }

        writer.WriteString("certified_by", certificate.CertifiedBy);
        if (ExportedImage.OriginOf(certificate) is { } origin)
        {
            writer.WriteString("origin", origin);
        }

        if (certificate.Round is { } round)
        {
            writer.WriteNumber("round", round);
        }

        writer.WriteEndObject();
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<string>> CompleteAsync(CancellationToken cancellationToken)
    {
        await EndPartAsync(cancellationToken);
        return _files;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }
    }

    private (int Width, int Height) SizeOf(string file)
    {
        try
        {
            var header = ImageHeader.Read(File.ReadAllBytes(Path.Join(directory, file)));
            return (header.Width, header.Height);
        }
        catch (ImageRejectedException unreadable)
        {
            throw new CommandFailedException($"{file} has no size that COCO could name ({unreadable.Message.TrimEnd('.')}): take another --format", unreadable);
        }
    }

    private void Begin(string part)
    {
        _part = part;
        _categoryOf.Clear();
        Directory.CreateDirectory(Path.Join(directory, AnnotationsFolder));
        _file = new FileStream(Path.Join(directory, FileOf(part)) + ExportFolder.PartialEnding, FileMode.Create, FileAccess.Write);
        _writer = new Utf8JsonWriter(_file, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        _writer.WriteStartObject();
        _writer.WriteStartObject("info");
        _writer.WriteString("description", $"{contents.Name}, {part}");
        _writer.WriteString("version", contents.ContentDigest);
        _writer.WriteEndObject();
        _writer.WriteStartArray("licenses");
        if (contents.Licence is not null)
        {
            _writer.WriteStartObject();
            _writer.WriteNumber("id", LicenceId);
            _writer.WriteString("name", contents.Licence);
            _writer.WriteString("url", Uri.IsWellFormedUriString(contents.Licence, UriKind.Absolute) ? contents.Licence : "");
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteStartArray("categories");
        foreach (var (name, id) in _categories)
        {
            _writer.WriteStartObject();
            _writer.WriteNumber("id", id);
            _writer.WriteString("name", name);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        _writer.WriteStartArray("images");
    }

    private async Task EndPartAsync(CancellationToken cancellationToken)
    {
        if (_writer is not { } writer)
        {
            return;
        }

        writer.WriteEndArray();
        writer.WriteStartArray("annotations");
        for (var index = 0; index < _categoryOf.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("id", index + 1);
            writer.WriteNumber("image_id", index + 1);
            writer.WriteNumber("category_id", _categoryOf[index]);
            writer.WriteEndObject();
            await FlushAsync(cancellationToken);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        await writer.DisposeAsync();
        _writer = null;
        await _file!.DisposeAsync();
        _file = null;
        ExportFolder.Complete(Path.Join(directory, FileOf(_part!)));
        _files.Add(FileOf(_part!));
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_writer!.BytesPending > FlushBytes)
        {
            await _writer.FlushAsync(cancellationToken);
        }
    }

    private static string FileOf(string part) => $"{AnnotationsFolder}/{part}.json";
}
