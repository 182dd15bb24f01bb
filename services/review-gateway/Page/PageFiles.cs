using System.IO.Compression;
using System.Reflection;
using Dcai.ObjectStorage;

namespace Dcai.ReviewGateway.Page;

/// <summary>The files of the page for reviewers: part of this assembly where the page was built before it.</summary>
internal sealed class PageFiles
{
    public const string Index = "index.html";

    /// <summary>What the project file puts before the names.</summary>
    private const string Prefix = "page/";

    private readonly Dictionary<string, PageFile> _files;

    public PageFiles(Assembly assembly)
    {
        _files = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    public bool IsBuilt => _files.ContainsKey(Index);

    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    private static PageFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content.GetBuffer(), 0, (int)content.Length);
        }

        var bytes = content.ToArray();
        return new PageFile(bytes, compressed.ToArray(), MediaType(name), $"\"{Digests.Hex(Digests.Sha256(bytes))[..32]}\"");
    }

    private static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        ".webmanifest" or ".json" => "application/json",
        _ => "application/octet-stream",
    };
}

/// <param name="Content">As built.</param>
/// <param name="Compressed">The same by gzip.</param>
/// <param name="MediaType">With its character set.</param>
/// <param name="ETag">In quotes.</param>
internal sealed record PageFile(byte[] Content, byte[] Compressed, string MediaType, string ETag);
