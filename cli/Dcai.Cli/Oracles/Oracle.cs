using Dcai.Cli.Images;

namespace Dcai.Cli.Oracles;

/// <summary>A file of verdicts that stands for the people who would review.</summary>
internal sealed class Oracle(string file, IReadOnlyDictionary<string, OracleRow> rows)
{
    public string File { get; } = file;

    /// <summary>Sample ids of the known label errors.</summary>
    public IReadOnlySet<string> KnownErrors { get; } =
        rows.Where(row => row.Value.IsKnownError).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);

    /// <exception cref="CommandFailedException">The file has no row for this image.</exception>
    public OracleRow Of(string sampleId) =>
        rows.TryGetValue(sampleId, out var row)
            ? row
            : throw new CommandFailedException($"{File} has no row for the image with SHA-256 {sampleId}: add one, or take the image out");

    /// <summary>Every image has a row, so that no review gets stuck half-way.</summary>
    /// <exception cref="CommandFailedException">Some have none; the message names the first.</exception>
    public void RequireAll(ImageSet images)
    {
        var missing = images.Images.Where(image => !rows.ContainsKey(image.SampleId)).ToList();
        if (missing.Count > 0)
        {
            throw new CommandFailedException(
                $"{File} has no row for {missing.Count} of {images.Images.Count} images, the first is {missing[0].File.RelativePath} (SHA-256 {missing[0].SampleId}): add the rows, or take the images out");
        }
    }

    /// <summary>Reads a file with the columns <c>sha256,agreed_label</c> (others are ignored, <c>status</c> and <c>original_label</c> tell the known
    /// errors) or <c>path,label</c> (paths relative to the images' folder or to the file's own).</summary>
    /// <param name="file">UTF-8, comma-separated, with a header.</param>
    /// <param name="classes">What a label may be, beside invalid, disputed and remove.</param>
    /// <param name="images">The images that paths stand for; they may be missing where the file names digests.</param>
    /// <exception cref="CommandFailedException">The file is missing or cannot be read, a column or value is missing, a class is unknown; with file and line.</exception>
    public static Oracle Read(string file, IReadOnlyCollection<string> classes, ImageSet? images) => OracleReader.Read(file, classes, images);
}
