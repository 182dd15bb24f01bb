using System.Text.Json;

namespace Dcai.Imaging.Tests;

/// <summary>The files that Fixtures/generate.py wrote and what Pillow and numpy made of them.</summary>
internal static class Fixture
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<OracleFile> Loaded =
        new(() => JsonSerializer.Deserialize<OracleFile>(File.ReadAllBytes(PathOf("oracle.json")), Options)!);

    public static OracleFile Oracle => Loaded.Value;

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", name);

    public sealed record OracleFile(OracleImage[] Images, OracleResize[] Resizes);

    public sealed record OracleImage(string File, int Width, int Height, int Tolerance, byte[] Gray, byte[] Rgb);

    public sealed record OracleResize(string File, int Width, int Height, byte[] Reference, byte[] Antialiased);
}
