using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Orchestrator;
using Dcai.Tests;

namespace Dcai.Contracts.Tests;

/// <summary>One golden of every stored format. A new version adds a file; the old ones stay and must be read for ever.</summary>
public sealed class WhenDocumentsAreStored
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly IReadOnlyDictionary<string, object> Formats = typeof(Formats).GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Select(property => property.GetValue(null)!).Append(CurationState.Format)
        .ToDictionary(format => (string)format.GetType().GetProperty("Name")!.GetValue(format)!);

    public static TheoryData<string> Names => [.. Formats.Keys.Order(StringComparer.Ordinal)];

    public static TheoryData<string> Goldens =>
        [.. Directory.CreateDirectory(Folder).GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    private static string Folder { get; } = GoldenFile.Beside("golden/documents");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_bytes_are_the_golden_ones(string name) => Invoke(nameof(VerifyBytes), name);

    [Theory]
    [MemberData(nameof(Goldens))]
    public void Every_golden_old_or_new_is_read(string file) => Invoke(nameof(ReadGolden), file[..file.LastIndexOf(".v", StringComparison.Ordinal)], file);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_newer_version_is_refused_by_name(string name) => Invoke(nameof(RefuseNewer), name);

    [Fact]
    public void The_rows_of_shards_and_batches_are_the_golden_ones()
    {
        VerifyRow<Documents.Sample>("sample");
        VerifyRow<Documents.IngestedFile>("ingested-file");
    }

    private static void VerifyRow<T>(string name)
    {
        var row = CanonicalJson.Serialize((T)Examples.Of(typeof(T)));
        GoldenFile.Verify(GoldenFile.Beside($"golden/rows/{name}.json"), JsonNode.Parse(row)!.ToJsonString(Indented) + "\n");
        Assert.Equal(row, CanonicalJson.Serialize(CanonicalJson.Deserialize<T>(row)));
    }

    private static void VerifyBytes<T>(DocumentFormat<T> format)
        where T : class
    {
        var value = (T)Examples.Of(typeof(T));
        var bytes = format.Write(value);
        var golden = JsonNode.Parse(bytes)!.ToJsonString(Indented) + "\n";
        GoldenFile.Verify(Path.Join(Folder, $"{format.Name}.v{format.Version}.json"), golden);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(format.Write(format.Read(bytes))));
    }

    private static void ReadGolden<T>(DocumentFormat<T> format, string file)
        where T : class
    {
        var golden = File.ReadAllBytes(Path.Join(Folder, file));
        var read = format.Read(golden, file);
        if (file == $"{format.Name}.v{format.Version}.json")
        {
            Assert.Equal(Encoding.UTF8.GetString(format.Write((T)Examples.Of(typeof(T)))), Encoding.UTF8.GetString(format.Write(read)));
        }
    }

    private static void RefuseNewer<T>(DocumentFormat<T> format)
        where T : class
    {
        var newer = JsonNode.Parse(format.Write((T)Examples.Of(typeof(T))))!;
        newer["version"] = format.Version + 1;
        var refusal = Assert.Throws<DocumentFormatException>(() => format.Read(Encoding.UTF8.GetBytes(newer.ToJsonString()), "datasets/a/b.json"));
        Assert.Contains("datasets/a/b.json", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(format.Name, refusal.Message, StringComparison.Ordinal);
    }

    private static void Invoke(string method, string name, params object[] more)
    {
        var format = Formats[name];
        try
        {
            typeof(WhenDocumentsAreStored).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(format.GetType().GetGenericArguments()[0]).Invoke(null, [format, .. more]);
        }
        catch (TargetInvocationException exception)
        {
            throw exception.InnerException!;
        }
    }
}
