using Dcai.Fingerprints.Known;

namespace Dcai.Fingerprints.Tests.Known;

public sealed class WhenKnownImagesAreLogged : IDisposable
{
    private const int RecordBytes = 64;

    private static readonly ImageId Origin = new(1, 2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_noted_is_read_again()
    {
        var images = Images(3);
        Write(Origin, images, 7);

        AssertHolds(images, [7]);
        Write(Origin, [images[0] with { Hash = null, Coloured = true }], 8);
        AssertHolds([.. images, images[0] with { Hash = null, Coloured = true }], [7, 8]);
    }

    [Fact]
    public void A_file_cut_anywhere_holds_its_whole_records_and_goes_on()
    {
        var images = Images(4);
        Write(Origin, images, 7);
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            var expected = Math.Max(0, length / RecordBytes - 1);
            Assert.Equal(images.Take(expected), Read(Origin).Images);
            Write(Origin, [images[3]], 9);
            Assert.Equal((UInt128)9, Read(Origin).Batches[^1]);
        }
    }

    [Fact]
    public void A_changed_byte_ends_what_is_believed()
    {
        var images = Images(4);
        Write(Origin, images, 7);
        var whole = File.ReadAllBytes(Path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(Path, damaged);

            Assert.Equal(images.Take(Math.Max(0, at / RecordBytes - 1)), Read(Origin).Images.Take(4));
        }
    }

    [Fact]
    public void A_file_of_another_origin_begins_anew()
    {
        Write(Origin, Images(3), 7);

        Assert.Empty(Read(new ImageId(1, 3)).Images);
        AssertHolds([], []);
    }

    [Fact]
    public void One_process_has_it()
    {
        using var log = FingerprintLog.Open(Path, Origin, _ => { }, _ => { });

        Assert.ThrowsAny<IOException>(() => FingerprintLog.Open(Path, Origin, _ => { }, _ => { }));
    }

    private string Path => System.IO.Path.Join(_folder.Root, "numerals.known");

    private static KnownImage[] Images(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => WhenImagesAreKnown.Image(random))];
    }

    private void AssertHolds(KnownImage[] images, UInt128[] batches)
    {
        var read = Read(Origin);
        Assert.Equal(images, read.Images);
        Assert.Equal(batches, read.Batches);
    }

    private void Write(ImageId origin, IEnumerable<KnownImage> images, UInt128 batch)
    {
        using var log = FingerprintLog.Open(Path, origin, _ => { }, _ => { });
        foreach (var image in images)
        {
            log.Append(image);
        }

        log.Append(batch);
    }

    private (KnownImage[] Images, UInt128[] Batches) Read(ImageId origin)
    {
        var (images, batches) = (new List<KnownImage>(), new List<UInt128>());
        using var log = FingerprintLog.Open(Path, origin, images.Add, batches.Add);
        return ([.. images], [.. batches]);
    }
}
