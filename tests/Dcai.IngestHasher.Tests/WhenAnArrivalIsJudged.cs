using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.Fingerprints.Known;
using Dcai.Imaging;
using Dcai.ObjectStorage;

namespace Dcai.IngestHasher.Tests;

public sealed class WhenAnArrivalIsJudged
{
    private const int Near = 4;

    private static readonly IReadOnlySet<string> NoTestSet = new HashSet<string>();

    private readonly KnownImages _known = new(Near);

    [Fact]
    public void A_known_image_is_an_exact_duplicate_and_one_like_it_a_near_one()
    {
        Know('a', 0b0000, SplitSet.None);
        var judge = new ArrivalJudge(_known, NoTestSet, Near);

        var (equal, near, other) = (Judge(judge, 'a', 0b0000), Judge(judge, 'b', 0b0110), Judge(judge, 'c', 0xFFFF));

        Assert.Equal((IngestVerdict.Duplicate, null, null), (equal.Verdict, equal.NearDuplicateOf, equal.NearDistance));
        Assert.Equal((IngestVerdict.Accepted, Id('a'), 2), (near.Verdict, near.NearDuplicateOf, near.NearDistance));
        Assert.Equal((IngestVerdict.Accepted, null, null), (other.Verdict, other.NearDuplicateOf, other.NearDistance));
    }

    [Fact]
    public void Files_of_the_same_upload_are_compared_with_each_other_and_leave_the_known_as_they_were()
    {
        var judge = new ArrivalJudge(_known, NoTestSet, Near);
        var first = Judge(judge, 'a', 0, "train");

        var (again, near) = (Judge(judge, 'a', 0, "val"), Judge(judge, 'b', 1, "val"));

        Assert.Equal((IngestVerdict.Accepted, null), (first.Verdict, first.LeaksInto));
        Assert.Equal((IngestVerdict.Duplicate, "train"), (again.Verdict, again.LeaksInto));
        Assert.Equal((IngestVerdict.Accepted, Id('a'), 1, "train"), (near.Verdict, near.NearDuplicateOf, near.NearDistance, near.LeaksInto));
        Assert.Equal(0, _known.Count);
    }

    [Theory]
    [InlineData("train", SplitSet.Validation, "val")]
    [InlineData("val", SplitSet.Train | SplitSet.Test, "test")]
    [InlineData("test", SplitSet.Train, "train")]
    [InlineData("train", SplitSet.Train, null)]
    [InlineData(null, SplitSet.Train | SplitSet.Validation, null)]
    public void An_image_of_another_split_leaks(string? split, SplitSet present, string? into)
    {
        Know('a', 0, present);

        Assert.Equal(into, Judge(new ArrivalJudge(_known, NoTestSet, Near), 'a', 0, split).LeaksInto);
        Assert.Equal(into, Judge(new ArrivalJudge(_known, NoTestSet, Near), 'b', 3, split).LeaksInto);
    }

    [Fact]
    public void An_image_of_the_external_test_set_leaks_whatever_its_split()
    {
        var judge = new ArrivalJudge(_known, new HashSet<string> { Id('a') }, Near);

        Assert.Equal("test-set", Judge(judge, 'a', 0).LeaksInto);
        Assert.Equal("test-set", Judge(judge, 'b', 1).LeaksInto);
    }

    [Fact]
    public void Without_a_distance_only_bytes_count()
    {
        var judge = new ArrivalJudge(new KnownImages(nearDistance: null), NoTestSet, -1);
        Judge(judge, 'a', 0);

        Assert.Null(Judge(judge, 'b', 0).NearDuplicateOf);
        Assert.Equal(IngestVerdict.Duplicate, Judge(judge, 'a', 0).Verdict);
    }

    [Fact]
    public void A_picture_that_is_unusual_is_accepted_and_says_why()
    {
        for (var number = 0; number < 40; number++)
        {
            _known.Add(new KnownImage(new ImageId((UInt128)number, 0), SplitSet.None, null, 100, 100, Coloured: false));
        }

        Assert.Equal([ImageIssue.Blank], Issues(100, 100, (_, _) => 130));
        Assert.Equal([ImageIssue.AlmostUniform], Issues(100, 100, (x, y) => (x, y) == (50, 50) ? 0 : 255));
        Assert.Equal([ImageIssue.Dark], Issues(100, 100, (x, _) => x % 10 < 5 ? 10 : 80));
        Assert.Equal([ImageIssue.Bright], Issues(100, 100, (x, _) => x % 10 < 5 ? 170 : 255));
        Assert.Equal([ImageIssue.Blurred], Issues(100, 100, (x, _) => (int)(2.5 * x)));
        Assert.Equal([ImageIssue.OddAspect], Issues(180, 50, (x, y) => (x + y) % 10 < 5 ? 0 : 255));
        Assert.Equal([ImageIssue.OddSize], Issues(400, 400, (x, y) => (x + y) % 10 < 5 ? 0 : 255));
        Assert.Equal([ImageIssue.OddChannels], Issues(100, 100, (x, y) => (x + y) % 10 < 5 ? 0 : 255, coloured: true));
        Assert.Equal([ImageIssue.Blank, ImageIssue.Dark, ImageIssue.OddAspect, ImageIssue.OddSize], Issues(40, 4, (_, _) => 0));
        Assert.Null(Issues(100, 100, (x, y) => (x + y) % 10 < 5 ? 0 : 255));
    }

    private static string Id(char letter) => Digests.Hex(Digests.Sha256([(byte)letter]));

    private static IngestedFile Judge(ArrivalJudge judge, char letter, ulong hash, string? split = null) => judge.Judge(
        new Upload { UploadId = "u", Source = "s", Origin = SampleOrigin.Ingested, Files = [] },
        new UploadedFile { Name = $"{letter}.png", Split = split, Content = new Descriptor { MediaType = "image/png", Digest = Digests.Sha256([(byte)letter]), SizeBytes = 1 } },
        new Finding { MediaType = "image/png", PerceptualHash = hash, Quality = new ImageQuality(100, 100, 255, 0.5, 0, 255, 1) });

    private void Know(char letter, ulong hash, SplitSet splits) => _known.Add(new KnownImage(ImageId.Parse(Id(letter)), splits, hash, 100, 100));

    private IReadOnlyList<ImageIssue>? Issues(int width, int height, Func<int, int, int> shade, bool coloured = false) => PictureIssues.Of(
        ImageQuality.Measure(new Image(width, height, PixelFormat.Gray8, [.. Enumerable.Range(0, width * height).Select(i => (byte)shade(i % width, i / width))])), coloured, _known);
}
