using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Dcai.ObjectStorage.Tests;

public enum Status
{
    Uncertified,
    Certified,
}

public sealed record Row(string Id, Status Status, double Loss);

public sealed record Sheet
{
    public required string DatasetId { get; init; }

    public required int Round { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<Row> Rows { get; init; } = [];

    public IReadOnlyDictionary<string, int?> Counts { get; init; } = new Dictionary<string, int?>();

    public double[] Numbers { get; init; } = [];

    public DateTimeOffset? At { get; init; }
}

internal static class Samples
{
    public static Sheet Sheet => new()
    {
        Round = 3,
        DatasetId = "ziffern-größe ☃ 𝄞 <\"&'>\\\n",
        Rows = [new Row("b", Status.Certified, 0.1), new Row("a", Status.Uncertified, 1e-7)],
        Counts = new Dictionary<string, int?> { ["b"] = 2, ["a"] = 1, ["B"] = 3, ["none"] = null, ["ä"] = 4 },
        Numbers = [0, -0.0, 1, 0.1, 1.0 / 3, 1e21, double.MaxValue, double.Epsilon, -1.5],
        At = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)),
    };
}

public sealed class WhenJsonIsCanonical
{
    [Fact]
    public void Its_bytes_are_those_of_the_golden_file() => Golden.Verify("canonical.json", CanonicalJson.Serialize(Samples.Sheet));

    [Fact]
    public void It_reads_back_to_the_same_value()
    {
        var bytes = CanonicalJson.Serialize(Samples.Sheet);
        var sheet = CanonicalJson.Deserialize<Sheet>(bytes);
        Assert.Equal(Samples.Sheet.Numbers, sheet.Numbers);
        Assert.Equal(Samples.Sheet.DatasetId, sheet.DatasetId);
        Assert.Equal(bytes, CanonicalJson.Serialize(sheet));
    }

    [Fact]
    public void The_order_of_insertion_does_not_matter()
    {
        var one = new Dictionary<string, object> { ["a"] = 1, ["b"] = new Dictionary<string, int> { ["y"] = 1, ["x"] = 2 } };
        var two = new Dictionary<string, object> { ["b"] = new Dictionary<string, int> { ["x"] = 2, ["y"] = 1 }, ["a"] = 1 };
        Assert.Equal("{\"a\":1,\"b\":{\"x\":2,\"y\":1}}", Encoding.UTF8.GetString(CanonicalJson.Serialize(one)));
        Assert.Equal(CanonicalJson.Serialize(one), CanonicalJson.Serialize(two));
    }

    [Fact]
    public void What_json_cannot_spell_is_refused()
    {
        Assert.Throws<ArgumentException>(() => CanonicalJson.Serialize(new[] { double.NaN }));
        Assert.Throws<JsonException>(() => CanonicalJson.Deserialize<Sheet>("null"u8));
        Assert.Throws<JsonException>(() => CanonicalJson.Deserialize<Sheet>("{\"round\":1}"u8));
        Assert.Throws<JsonException>(() => CanonicalJson.Deserialize<Row>("{\"id\":\"a\",\"status\":1,\"loss\":0}"u8));
    }
}

public sealed class WhenADocumentIsStored
{
    private static readonly DocumentFormat<Sheet> Format = new("dcai.sheet", 2);

    [Fact]
    public void Its_bytes_are_those_of_the_golden_file() => Golden.Verify("sheet-2.json", Format.Write(Samples.Sheet));

    [Fact]
    public void The_golden_file_stays_readable()
    {
        var sheet = Format.Read(Golden.Read("sheet-2.json"));
        Assert.Equal(CanonicalJson.Serialize(Samples.Sheet), CanonicalJson.Serialize(sheet));
    }

    [Fact]
    public void An_older_version_is_read_as_it_is_or_upgraded()
    {
        var old = "{\"format\":\"dcai.sheet\",\"version\":1,\"datasetId\":\"a\",\"round\":1}"u8.ToArray();
        var upgrading = new DocumentFormat<Sheet>("dcai.sheet", 2)
        {
            Upgrade = (body, version) =>
            {
                body["note"] = $"was {version}";
                return body;
            },
        };

        Assert.Null(Format.Read(old).Note);
        Assert.Equal("was 1", upgrading.Read(old).Note);
    }

    [Fact]
    public void Unknown_members_are_ignored() =>
        Assert.Equal(7, Format.Read("{\"later\":{\"version\":9,\"format\":\"x\"},\"format\":\"dcai.sheet\",\"version\":2,\"datasetId\":\"a\",\"round\":7}"u8.ToArray()).Round);

    [Theory]
    [InlineData("{\"format\":\"dcai.sheet\",\"version\":3}", "Object a/b is dcai.sheet version 3; this build reads up to 2: upgrade it.")]
    [InlineData("{\"format\":\"dcai.snapshot\",\"version\":1}", "Object a/b is dcai.snapshot version 1; expected dcai.sheet, version 1 to 2.")]
    [InlineData("{\"format\":\"dcai.sheet\",\"version\":0}", "Object a/b is dcai.sheet version 0; expected dcai.sheet, version 1 to 2.")]
    [InlineData("{\"round\":3}", "Object a/b is no dcai document; expected dcai.sheet, version 1 to 2.")]
    [InlineData("[1]", "Object a/b is no dcai document; expected dcai.sheet, version 1 to 2.")]
    public void What_it_does_not_know_is_refused_by_name(string json, string message)
    {
        var exception = Assert.Throws<DocumentFormatException>(() => Format.Read(Encoding.UTF8.GetBytes(json), "a/b"));
        Assert.Equal(message, exception.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"format\":\"dcai.sheet\",\"version\":2,\"datasetId\":\"a\",\"rou")]
    [InlineData("{\"format\":\"dcai.sheet\",\"version\":2,\"datasetId\":\"a\"}")]
    [InlineData("{\"format\":\"dcai.sheet\",\"version\":2,\"datasetId\":null,\"round\":1}")]
    public void A_damaged_body_is_refused_by_name(string json)
    {
        var exception = Assert.Throws<DocumentFormatException>(() => Format.Read(Encoding.UTF8.GetBytes(json), "a/b"));
        Assert.StartsWith("Object a/b cannot be read as dcai.sheet: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_takes_the_envelopes_names_is_refused()
    {
        var exception = Assert.Throws<ArgumentException>(() => new DocumentFormat<Version>("dcai.wrong", 1));
        Assert.Contains("'version'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_store_keeps_the_first_and_gives_it_to_the_second()
    {
        var store = new InMemoryObjectStore();
        Assert.Null(await store.TryGetDocumentAsync("a", Format));
        await Assert.ThrowsAsync<ObjectNotFoundException>(() => store.GetDocumentAsync("a", Format));

        var first = await store.PutDocumentIfAbsentAsync("a", Format, Samples.Sheet);
        var second = await store.PutDocumentIfAbsentAsync("a", Format, Samples.Sheet with { Round = 4 });

        Assert.True(first.Created);
        Assert.False(second.Created);
        Assert.Equal(3, second.Stored.Round);
        await store.PutDocumentAsync("a", Format, Samples.Sheet with { Round = 5 });
        Assert.Equal(5, (await store.GetDocumentAsync("a", Format)).Round);
    }

    private sealed record Version([property: System.Text.Json.Serialization.JsonPropertyName("version")] int Number);
}

public sealed class WhenRowsAreStored
{
    private static readonly Row[] Rows = [.. Enumerable.Range(0, 5_000).Select(number => new Row($"sample {number}", (Status)(number % 2), number / 7.0))];

    [Fact]
    public void They_come_back_and_equal_rows_give_equal_bytes()
    {
        var bytes = JsonLines.Write(Rows);

        Assert.Equal(Rows, JsonLines.Read<Row>(bytes));
        Assert.Equal(bytes, JsonLines.Write(Rows.ToList()));
        Assert.Equal([], JsonLines.Read<Row>(JsonLines.Write<Row>([])));
    }

    [Fact]
    public void The_golden_file_stays_readable()
    {
        if (Environment.GetEnvironmentVariable("DCAI_UPDATE_GOLDEN") == "1")
        {
            Golden.Verify("rows.jsonl.gz", JsonLines.Write(Rows[..3]));
        }

        Assert.Equal(Rows[..3], JsonLines.Read<Row>(Golden.Read("rows.jsonl.gz")));
    }

    [Fact]
    public void Damage_is_refused_by_name()
    {
        var bytes = JsonLines.Write(Rows);
        var flipped = bytes.ToArray();
        flipped[^6] ^= 1;
        var wrongLine = Compress("{\"id\":\"a\",\"status\":\"Certified\",\"loss\":1}\n{\"id\":2}\n");

        Assert.StartsWith("Object s is ", Message("not gzip"u8.ToArray()), StringComparison.Ordinal);
        Assert.StartsWith("Object s ", Message(bytes[..^2_000]), StringComparison.Ordinal);
        Assert.StartsWith("Object s ", Message(bytes[..^4]), StringComparison.Ordinal);
        Assert.StartsWith("Object s ", Message(flipped), StringComparison.Ordinal);
        Assert.StartsWith("Object s, line 2: ", Message(wrongLine), StringComparison.Ordinal);

        static string Message(byte[] document) => Assert.Throws<DocumentFormatException>(() => JsonLines.Read<Row>(document, "s")).Message;
    }

    private static byte[] Compress(string text)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return output.ToArray();
    }
}

public sealed class WhenContentIsNamed
{
    [Fact]
    public async Task Its_digest_is_that_of_fips_180()
    {
        const string Abc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        Assert.Equal(Abc, Digests.Sha256("abc"u8));
        Assert.Equal(Abc, await Digests.Sha256Async(new MemoryStream("abc"u8.ToArray())));
        Assert.Equal("blobs/sha256/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digests.BlobKey(Abc));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("sha256:../../../../../../../../../../../../../../../../../../../../etc/passwd")]
    [InlineData("sha256:ba7816bf")]
    public void Anything_else_is_no_digest(string digest)
    {
        var exception = Assert.Throws<ArgumentException>(() => Digests.BlobKey(digest));
        Assert.Contains($"'{digest}'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_key_is_shown_with_the_rule_that_it_breaks()
    {
        Assert.Contains("at position 1;", Assert.Throws<ArgumentException>(() => ObjectKeys.Validate("a b")).Message, StringComparison.Ordinal);
        Assert.Contains("513 characters", Assert.Throws<ArgumentException>(() => ObjectKeys.Validate(new string('a', 513))).Message, StringComparison.Ordinal);
        Assert.Contains("segment of 256", Assert.Throws<ArgumentException>(() => ObjectKeys.Validate(new string('a', 256))).Message, StringComparison.Ordinal);
        Assert.Contains("starts with a dot", Assert.Throws<ArgumentException>(() => ObjectKeys.ValidatePrefix("a/..")).Message, StringComparison.Ordinal);
        Assert.Contains("empty segment", Assert.Throws<ArgumentException>(() => ObjectKeys.ValidatePrefix("/")).Message, StringComparison.Ordinal);
        ObjectKeys.ValidatePrefix("");
        ObjectKeys.ValidatePrefix("datasets/");
    }
}
