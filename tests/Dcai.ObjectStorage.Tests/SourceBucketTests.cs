namespace Dcai.ObjectStorage.Tests;

/// <summary>A bucket of somebody else's, at a real server.</summary>
public sealed class WhenSomebodyElsesBucketIsRead
{
    [S3Fact]
    public async Task KeysOfAnyKindAreListedAndReadAndWhatIsGoneIsNull()
    {
        var options = await S3Server.FilledAsync("in/", "in/ä b+c.png", "in/i/a.png", "other/x.png");
        using var bucket = new SourceBucket(options with { Prefix = "in/" });
        var found = new List<(string Name, long SizeBytes, string Mark)>();
        await foreach (var item in bucket.ListAsync(CancellationToken.None))
        {
            found.Add(item);
        }

        Assert.Equal(["", "i/a.png", "ä b+c.png"], found.Select(item => item.Name));
        Assert.Equal("in/i/a.png".Length, found[1].SizeBytes);
        Assert.All(found, item => Assert.NotEmpty(item.Mark));
        await using (var stream = await bucket.OpenAsync("ä b+c.png", CancellationToken.None))
        {
            Assert.Equal("in/ä b+c.png", await new StreamReader(stream!).ReadToEndAsync());
        }

        Assert.Null(await bucket.OpenAsync("gone.png", CancellationToken.None));
        using var missing = new SourceBucket(options with { Bucket = "no-such-bucket" });
        var refused = await Assert.ThrowsAsync<ObjectStoreException>(() => missing.OpenAsync("a.png", CancellationToken.None));
        Assert.Contains("s3://no-such-bucket/", refused.Message, StringComparison.Ordinal);
    }
}
