using System.Security.Cryptography;
using System.Text.Json;
using Dcai.Api;

namespace Dcai.Cli.Backups;

/// <summary>A copy of one dataset in a folder: <c>objects/</c> with a file per object of the store, and <c>backup.json</c>, which is written last and lists them.</summary>
internal sealed class BackupFolder(string directory)
{
    public const string ListFile = "backup.json";

    private const string Format = "dcai.backup";
    private const int Version = 1;
    private const string MarkerFile = ".dcai-backup";
    private const string PartialEnding = ".partial";

    private string Objects => Path.Join(directory, "objects");

    /// <summary>Makes the folder the place of the dataset's backups; an earlier one is brought up to date.</summary>
    /// <exception cref="CommandFailedException">The folder holds something else.</exception>
    public void Claim(string datasetId)
    {
        var marker = Path.Join(directory, MarkerFile);
        if (File.Exists(directory))
        {
            throw new CommandFailedException($"{directory} is a file: name a folder to back up to");
        }

        Directory.CreateDirectory(directory);
        if (File.Exists(marker))
        {
            if (File.ReadAllText(marker).Trim() is var other && other != datasetId)
            {
                throw new CommandFailedException($"{directory} holds a backup of {other}: choose another folder for {datasetId}");
            }
        }
        else if (Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new CommandFailedException($"{directory} is not empty: choose an empty folder, or one with an earlier backup of {datasetId}");
        }
        else
        {
            File.WriteAllText(marker, datasetId + "\n");
        }
    }

    /// <summary>The finished backup in the folder.</summary>
    /// <exception cref="CommandFailedException">There is none, or it was written by a newer build.</exception>
    public BackupList Read()
    {
        var file = Path.Join(directory, ListFile);
        if (!File.Exists(file))
        {
            throw new CommandFailedException($"{directory} holds no finished backup: there is no {ListFile} in it; run dcai backup to its end first");
        }

        try
        {
            var list = JsonSerializer.Deserialize<BackupList>(File.ReadAllBytes(file), JsonSerializerOptions.Web);
            return list is { Format: Format, Version: <= Version }
                ? list
                : throw new CommandFailedException($"{file} is no backup that this build reads ({list?.Format} version {list?.Version}): upgrade it");
        }
        catch (JsonException unreadable)
        {
            throw new CommandFailedException($"{file} cannot be read ({unreadable.Message.ReplaceLineEndings(" ")}): take the backup again", unreadable);
        }
    }

    /// <summary>Writes the list, and removes what earlier backups had and this one has not.</summary>
    public void Finish(string datasetId, IReadOnlyList<BackupEntry> entries)
    {
        var list = new BackupList(Format, Version, datasetId, entries);
        var file = Path.Join(directory, ListFile);
        File.WriteAllBytes(file + PartialEnding, JsonSerializer.SerializeToUtf8Bytes(list, JsonSerializerOptions.Web));
        File.Move(file + PartialEnding, file, overwrite: true);
        var kept = entries.Select(PathOf).ToHashSet(StringComparer.Ordinal);
        foreach (var old in Directory.EnumerateFiles(Objects, "*", SearchOption.AllDirectories).Where(old => !kept.Contains(old)))
        {
            File.Delete(old);
        }
    }

    /// <summary>Whether the object's file is there and is what the list says.</summary>
    public async Task<bool> HasAsync(BackupEntry entry, CancellationToken cancellationToken)
    {
        var file = new FileInfo(PathOf(entry));
        if (!file.Exists || file.Length != entry.SizeBytes)
        {
            return false;
        }

        await using var content = file.OpenRead();
        return DigestOf(await SHA256.HashDataAsync(content, cancellationToken)) == entry.Digest;
    }

    /// <summary>Writes the object's file, wholly or not at all.</summary>
    /// <param name="entry">What it is to be.</param>
    /// <param name="copyAsync">Writes the bytes to the stream.</param>
    /// <param name="cancellationToken">Leaves no file.</param>
    /// <exception cref="CommandFailedException">The bytes are not what the list says.</exception>
    public async Task WriteAsync(BackupEntry entry, Func<Stream, CancellationToken, Task> copyAsync, CancellationToken cancellationToken)
    {
        var path = PathOf(entry);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var file = new FileStream(path + PartialEnding, FileMode.Create, FileAccess.ReadWrite))
        {
            await copyAsync(file, cancellationToken);
            file.Position = 0;
            if (DigestOf(await SHA256.HashDataAsync(file, cancellationToken)) is var digest && digest != entry.Digest)
            {
                throw new CommandFailedException($"{entry.Key} came as {digest}, expected {entry.Digest}: run the same command again; if it says so again, the store is damaged");
            }
        }

        File.Move(path + PartialEnding, path, overwrite: true);
    }

    public Stream Open(BackupEntry entry) => File.OpenRead(PathOf(entry));

    /// <exception cref="CommandFailedException">The key would lie outside the folder.</exception>
    private string PathOf(BackupEntry entry)
    {
        var path = Path.GetFullPath(Path.Join(Objects, entry.Key));
        return path.StartsWith(Path.GetFullPath(Objects) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new CommandFailedException($"'{entry.Key}' is no key of the store: {ListFile} was changed");
    }

    private static string DigestOf(byte[] hash) => $"sha256:{Convert.ToHexStringLower(hash)}";
}

/// <summary>What <c>backup.json</c> holds.</summary>
/// <param name="Format">dcai.backup.</param>
/// <param name="Version">Of the format.</param>
/// <param name="Dataset">Whose backup it is.</param>
/// <param name="Entries">Every object, the saga's version first.</param>
internal sealed record BackupList(string Format, int Version, string Dataset, IReadOnlyList<BackupEntry> Entries);
