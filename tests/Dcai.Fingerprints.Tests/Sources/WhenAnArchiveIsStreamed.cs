using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Dcai.Fingerprints.Sources;

namespace Dcai.Fingerprints.Tests.Sources;

public sealed class WhenAnArchiveIsStreamed
{
    private static readonly SourceLimits Limits = new() { MaximumFileBytes = 1 << 26 };

    private static readonly (string Name, byte[] Content)[] Files =
    [
        ("i/a.png", "A"u8.ToArray()), ("train/ii/b.png", "B"u8.ToArray()), ("../../etc/c.png", "C"u8.ToArray()), ("/etc/d.png", "D"u8.ToArray()),
        ("i\\e.png", "E"u8.ToArray()), ("i/empty.png", []), ("i/readme.txt", "?"u8.ToArray()), ("i/f.png", "F"u8.ToArray()),
    ];

    private static readonly string[] Expected =
    [
        "i/a.png i · A", "train/ii/b.png ii train B", "../../etc/c.png: its name leads out of its folder, or through an empty one",
        "/etc/d.png: its name is absolute or has backslashes: names are relative, with slashes",
        "i\\e.png: its name is absolute or has backslashes: names are relative, with slashes",
        "i/empty.png: it is empty (0 bytes)", "i/readme.txt: its name is not that of an image", "i/f.png i · F",
    ];

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task Every_image_comes_and_names_that_lead_elsewhere_do_not(ArchiveKind kind) => Assert.Equal(Expected, await OfAsync(kind, await PackAsync(kind, Files)));

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task A_cut_anywhere_ends_with_a_reason_and_keeps_what_came_before(ArchiveKind kind)
    {
        var archive = await PackAsync(kind, Files);
        for (var length = 0; length < archive.Length; length += 7)
        {
            var lines = await OfAsync(kind, archive[..length]);
            var whole = lines.TakeWhile(line => !line.Contains("the archive", StringComparison.Ordinal) && !line.Contains("unpacked", StringComparison.Ordinal)).ToList();
            Assert.Equal(Expected.Take(whole.Count), whole);
            Assert.InRange(lines.Count, whole.Count, whole.Count + 2);
            Assert.True(kind != ArchiveKind.Zip || lines[^1].StartsWith("the archive: ", StringComparison.Ordinal), $"{length}: {lines[^1]}");
        }
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task Random_damage_yields_files_or_reasons_and_nothing_else(ArchiveKind kind)
    {
        var (random, whole) = (new Random(3), await PackAsync(kind, Files));
        for (var round = 0; round < 400; round++)
        {
            var damaged = whole.ToArray();
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            Assert.All(await OfAsync(kind, damaged), Assert.NotEmpty);
        }
    }

    [Theory]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task A_bomb_is_not_unpacked(ArchiveKind kind)
    {
        var bomb = await PackAsync(kind, [("a.png", "A"u8.ToArray()), ("bomb.png", new byte[1 << 25])]);
        var lines = await OfAsync(kind, bomb, new SourceLimits { MaximumFileBytes = 1 << 26, MaximumExpansion = 500 });

        Assert.Equal("a.png · · A", lines[0]);
        Assert.Contains("unpacks to more than 500 times its size", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task A_file_above_the_limit_is_passed_over_without_being_read(ArchiveKind kind)
    {
        var archive = await PackAsync(kind, [("huge.png", new byte[1 << 22]), ("a.png", "A"u8.ToArray())]);

        Assert.Equal(
            ["huge.png: it is larger than the 1024 bytes that one file may have", "a.png · · A"],
            await OfAsync(kind, archive, new SourceLimits { MaximumFileBytes = 1024 }));
    }

    [Fact]
    public async Task A_name_of_a_tar_that_is_not_utf_8_is_left_out()
    {
        var stream = new MemoryStream();
        await using (var writer = new TarWriter(stream, TarEntryFormat.Ustar, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, "e.png") { DataStream = new MemoryStream([1]) });
        }

        // The name is first in the header, and the sum of its bytes, as an octal number, at 148.
        var archive = stream.ToArray();
        var sum = Convert.ToInt32(Encoding.ASCII.GetString(archive, 148, 6), 8) - archive[0] + 0xE9;
        archive[0] = 0xE9;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0')).CopyTo(archive, 148);

        Assert.Equal(["\uFFFD.png: its name is not UTF-8: rename it"], await OfAsync(ArchiveKind.Tar, archive));
    }

    [Fact]
    public async Task A_name_of_a_zip_that_is_not_utf_8_is_left_out()
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.Latin1))
        {
            await using var entry = zip.CreateEntry("é.png").Open();
            entry.WriteByte(1);
        }

        Assert.Equal(["\uFFFD.png: its name is not UTF-8: rename it"], await OfAsync(ArchiveKind.Zip, stream.ToArray()));
    }

    [Fact]
    public async Task Links_of_a_tar_are_not_followed()
    {
        var stream = new MemoryStream();
        await using (var writer = new TarWriter(stream, leaveOpen: true))
        {
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, "i/"));
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "i/link.png") { LinkName = "/etc/passwd" });
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.HardLink, "i/hard.png") { LinkName = "i/a.png" });
        }

        Assert.Equal(
            ["i/link.png: it is a link or a device, which is not followed", "i/hard.png: it is a link or a device, which is not followed"],
            await OfAsync(ArchiveKind.Tar, stream.ToArray()));
    }

    [Theory]
    [InlineData(ArchiveKind.Tar)]
    [InlineData(ArchiveKind.TarGzip)]
    [InlineData(ArchiveKind.Zip)]
    public async Task A_folder_around_all_classes_is_no_class(ArchiveKind kind)
    {
        var archive = await PackAsync(kind, [("numerals/i/a.png", "A"u8.ToArray()), ("numerals/train/ii/b.png", "B"u8.ToArray()), ("readme.txt", "?"u8.ToArray())]);

        Assert.Equal(["numerals/i/a.png i · A", "numerals/train/ii/b.png ii train B", "readme.txt: its name is not that of an image"], await OfAsync(kind, archive));
    }

    [Theory]
    [InlineData("train/i/a.png", "train/ii/b.png", "train/i/a.png i train A", "train/ii/b.png ii train B")]
    [InlineData("i/old/a.png", "i/b.png", "i/old/a.png i · A", "i/b.png i · B")]
    [InlineData("i/old/a.png", "ii/new/b.png", "i/old/a.png i · A", "ii/new/b.png ii · B")]
    public async Task A_split_a_class_with_images_or_one_of_several_folders_is_not_around_all(string first, string second, string firstLine, string secondLine)
    {
        var archive = await PackAsync(ArchiveKind.Zip, [(first, "A"u8.ToArray()), (second, "B"u8.ToArray())]);

        Assert.Equal([firstLine, secondLine], await OfAsync(ArchiveKind.Zip, archive));
    }

    [Fact]
    public async Task Of_a_tar_that_cannot_be_read_twice_a_pattern_says_which_folder_is_around_the_classes()
    {
        var archive = await PackAsync(ArchiveKind.Tar, [("numerals/i/a.png", "A"u8.ToArray()), ("numerals/ii/b.png", "B"u8.ToArray())]);
        await using var stream = new CountingStream(new MemoryStream(archive));

        Assert.Equal(
            ["numerals/i/a.png i · A", "numerals/ii/b.png ii · B"],
            await Arrivals.OfAsync(new ArchiveSource(stream, ArchiveKind.Tar, LabelRule.Pattern("numerals/{label}/*"), Limits)));
    }

    [Theory]
    [InlineData("a.tar", ArchiveKind.Tar)]
    [InlineData("A.TAR.GZ", ArchiveKind.TarGzip)]
    [InlineData("a.tgz", ArchiveKind.TarGzip)]
    [InlineData("a.zip", ArchiveKind.Zip)]
    [InlineData("a.rar", null)]
    public void A_name_tells_the_kind(string name, ArchiveKind? kind) => Assert.Equal(kind, ArchiveSource.KindOf(name));

    private static async Task<IReadOnlyList<string>> OfAsync(ArchiveKind kind, byte[] archive, SourceLimits? limits = null)
    {
        using var stream = new MemoryStream(archive);
        return await Arrivals.OfAsync(new ArchiveSource(stream, kind, LabelRule.Folders, limits ?? Limits));
    }

    private static async Task<byte[]> PackAsync(ArchiveKind kind, (string Name, byte[] Content)[] files)
    {
        var stream = new MemoryStream();
        if (kind == ArchiveKind.Zip)
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8);
            foreach (var (name, content) in files)
            {
                await using var entry = zip.CreateEntry(name).Open();
                await entry.WriteAsync(content);
            }

            zip.Dispose();
            return stream.ToArray();
        }

        await using (var packed = kind == ArchiveKind.TarGzip ? new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true) : (Stream)stream)
        await using (var writer = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return stream.ToArray();
    }
}
