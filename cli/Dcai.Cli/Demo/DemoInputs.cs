using System.Security.Cryptography;
using Dcai.Api;
using Dcai.Cli.Images;
using Dcai.Cli.Oracles;
using Dcai.Cli.Synthetic;

namespace Dcai.Cli.Demo;

/// <summary>What a demo works on, read and found consistent.</summary>
internal sealed record DemoInputs
{
    private const int LongestName = 63;
    private const int SyntheticTestShare = 14;

    public required string DatasetId { get; init; }

    public required bool Synthetic { get; init; }

    public required ImageSet Images { get; init; }

    public ImageSet? Test { get; init; }

    public required Oracle Oracle { get; init; }

    public required DatasetSettings Settings { get; init; }

    /// <summary>What a run is a run of: two demos with the same one can go on with each other's work.</summary>
    public required DemoIdentity Identity { get; init; }

    /// <exception cref="CommandFailedException">Something is missing or does not fit; one line says what.</exception>
    public static async Task<DemoInputs> ReadAsync(DemoRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var (data, oracleFile, test) = request.Data is null ? Generate(request, terminal, cancellationToken) : OwnData(request);
        var images = (await ImageSet.ReadAsync(data, cancellationToken)).RequireLearnable();
        var tests = await ReadTestAsync(images, test, cancellationToken);
        var oracle = Oracle.Read(oracleFile, images.Classes.ToHashSet(StringComparer.Ordinal), images);
        oracle.RequireAll(images);
        var settings = SettingsEditor.Apply(Profiles.Of(request.Profile, images.Classes, request.Seed), request.Set);
        return new DemoInputs
        {
            DatasetId = request.Data is null ? "synthetic-numerals" : NameOf(data),
            Synthetic = request.Data is null,
            Images = images,
            Test = tests,
            Oracle = oracle,
            Settings = settings,
            Identity = new DemoIdentity
            {
                Images = images.Digest,
                Test = tests?.Digest,
                Oracle = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(oracleFile, cancellationToken))),
                Settings = settings,
            },
        };
    }

    /// <summary>The folder's name in the letters that a dataset's name may have; of <c>…/roman-mnist/original</c> both parts.</summary>
    internal static string NameOf(string data)
    {
        var parts = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data)).Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        var name = string.Join('-', parts.TakeLast(2)).ToLowerInvariant();
        var safe = new string([.. name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '-')]).Trim('-');
        return safe.Length == 0 ? "dataset" : safe.Length <= LongestName ? safe : safe[^LongestName..].Trim('-');
    }

    private static (string Data, string Oracle, string? Test) Generate(DemoRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var options = new SyntheticOptions { Count = request.SyntheticCount, TestCount = Math.Max(10, request.SyntheticCount / SyntheticTestShare), Seed = request.Seed };
        try
        {
            options.Validate();
        }
        catch (ArgumentException invalid)
        {
            throw new UsageException($"--images {request.SyntheticCount}: {invalid.Message}");
        }

        var directory = Path.Join(request.Out, "synthetic");
        terminal.Error.WriteLine($"SYNTHETIC data: handwriting-like Roman numerals drawn by a program, in {directory}");
        try
        {
            SyntheticNumerals.Write(directory, options, progress: null, cancellationToken);
        }
        catch (IOException occupied) when (occupied.HResult == new IOException().HResult)
        {
            // Not the system's own complaint, such as a full disk: the folder is somebody else's.
            throw new CommandFailedException(
                $"{request.Out} holds a run on other synthetic data ({occupied.Message}): repeat that command to go on with it, or choose another --out", occupied);
        }

        return (Path.Join(directory, "original"), Path.Join(directory, "oracle.csv"), Path.Join(directory, "label_book"));
    }

    private static (string Data, string Oracle, string? Test) OwnData(DemoRequest request) =>
        (request.Data!,
            request.Oracle ?? throw new CommandFailedException(
                "a demo on your own data needs --oracle CSV, as its reviewer is simulated: give the truth as sha256,agreed_label or path,label, or review it yourself with ./dcai up"),
            request.Test);

    private static async Task<ImageSet?> ReadTestAsync(ImageSet images, string? test, CancellationToken cancellationToken)
    {
        if (test is null)
        {
            return null;
        }

        var tests = await ImageSet.ReadAsync(test, cancellationToken);
        var classes = images.Classes.ToHashSet(StringComparer.Ordinal);
        var stranger = tests.Images.FirstOrDefault(image => image.File.Label is not { } label || !classes.Contains(label));
        return stranger is null
            ? tests
            : throw new CommandFailedException(
                $"{stranger.File.Path} of the test images has the class '{stranger.File.Label}', which {images.Root} has not ({string.Join(", ", images.Classes)}): rename its folder or leave it out");
    }
}
