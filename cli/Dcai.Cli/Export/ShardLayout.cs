using System.Formats.Tar;
using System.Globalization;
using System.Text;

namespace Dcai.Cli.Export;

/// <summary>Tar shards of a fixed number of images: of each image its bytes, its class index (.cls) and its certificate (.json).</summary>
/// <remarks>The naming of WebDataset, https://github.com/webdataset/webdataset: files that share a name up to the first dot are one sample. Times and owners are those of nobody, so that equal contents are equal bytes.</remarks>
internal sealed class ShardLayout(string directory, ExportManifest manifest, ExportContents contents) : ExportLayout
{
    /// <summary>Images of a shard; the last of a part has what is left.</summary>
    public const int ImagesPerShard = 1000;

    private const int EntriesPerImage = 3;

    private readonly Dictionary<string, int> _indexes =
        contents.Classes.Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index, StringComparer.Ordinal);

    private string? _current;
    private int _inCurrent;
    private TarWriter? _writer;

    /// <inheritdoc />
    public override IReadOnlyList<string> ImageFiles { get; } = ["*.tar"];

    /// <inheritdoc />
    public override Task<bool> HasAsync(ExportedImage image, CancellationToken cancellationToken) => Task.FromResult(File.Exists(Path.Join(directory, ShardOf(image))));

    /// <inheritdoc />
    /// <remarks>A shard that holds it is found by its count when it is complete, and written anew.</remarks>
    public override void Remove(ExportedImage image)
    {
    }

    /// <inheritdoc />
    public override async Task<string> AddAsync(ExportedImage image, CancellationToken cancellationToken)
    {
        var shard = ShardOf(image);
        if (shard != _current)
        {
            await CompleteAsync(cancellationToken);
            (_current, _inCurrent) = (shard, 0);
            _writer = image.Content is null ? null : new TarWriter(new FileStream(Path.Join(directory, shard) + ExportFolder.PartialEnding, FileMode.Create, FileAccess.Write));
        }

        _inCurrent++;
        if (_writer is not null)
        {
            await WriteAsync(image.Extension, image.Content!);
            await WriteAsync("cls", Encoding.ASCII.GetBytes(_indexes[image.Certificate.Label].ToString(CultureInfo.InvariantCulture)));
            await WriteAsync("json", Encoding.UTF8.GetBytes(CertificateLine.Of(image.Certificate, image.FileName, contents.Licence)));
        }

        return shard;

        async Task WriteAsync(string extension, byte[] content)
        {
            using var data = new MemoryStream(content, writable: false);
            await _writer!.WriteEntryAsync(
                new UstarTarEntry(TarEntryType.RegularFile, $"{image.Name}.{extension}")
                {
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
                    DataStream = data,
                },
                cancellationToken);
        }
    }

    /// <inheritdoc />
    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_current is not { } shard)
        {
            return;
        }

        if (_writer is not null)
        {
            await DisposeAsync();
            ExportFolder.Complete(Path.Join(directory, shard));
        }
        else if (await CountAsync(shard, cancellationToken) != _inCurrent)
        {
            File.Delete(Path.Join(directory, shard));
            throw new CommandFailedException($"{shard} was written before some of its images were erased, and was removed: run the same command again, it writes the shard anew");
        }

        _current = null;
        await manifest.AddAsync(shard, cancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        if (_writer is { } writer)
        {
            _writer = null;
            await writer.DisposeAsync();
        }
    }

    /// <summary>Images of a shard that an earlier call has written.</summary>
    private async Task<int> CountAsync(string shard, CancellationToken cancellationToken)
    {
        await using var reader = new TarReader(File.OpenRead(Path.Join(directory, shard)));
        var entries = 0;
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is not null)
        {
            entries++;
        }

        return entries / EntriesPerImage;
    }

    private static string ShardOf(ExportedImage image) =>
        string.Create(CultureInfo.InvariantCulture, $"{image.Certificate.Part}-{image.Ordinal / ImagesPerShard:D6}.tar");
}
