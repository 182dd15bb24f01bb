using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Dcai.Cli.Export;

/// <summary>croissant.json: what the files are, in MLCommons' vocabulary.</summary>
/// <remarks>https://docs.mlcommons.org/croissant/docs/croissant-spec.html, version 1.0. Records are the lines of certificates.jsonl; where images are files, each record leads to its own.</remarks>
internal static class CroissantMetadata
{
    public const string File = "croissant.json";

    private const string Certificates = "certificates";
    private const string Images = "image-files";
    private const string Records = "images";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Terms that Croissant gives a meaning of its own; the rest is schema.org's.</summary>
    private static readonly string[] Terms =
    [
        "citeAs", "column", "extract", "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isLiveDataset", "jsonPath", "key", "md5",
        "parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "separator", "source", "subField", "transform",
    ];

    /// <param name="contents">What is exported.</param>
    /// <param name="imageFiles">Patterns of the files that hold images.</param>
    /// <param name="certificates">The file of the certificates.</param>
    public static string Of(ExportContents contents, IReadOnlyList<string> imageFiles, ManifestLine certificates)
    {
        var metadata = new JsonObject
        {
            ["@context"] = Context(),
            ["@type"] = "sc:Dataset",
            ["conformsTo"] = "http://mlcommons.org/croissant/1.0",
            ["name"] = contents.Dataset,
            ["description"] = $"{contents.Name}: images of {string.Join(", ", contents.Classes)}, each certified.",
            ["version"] = contents.Release is { } release ? string.Create(CultureInfo.InvariantCulture, $"{release}.0.0") : string.Create(CultureInfo.InvariantCulture, $"0.{contents.Snapshot}.0"),
            ["identifier"] = contents.ContentDigest,
        };
        if (contents.Licence is not null)
        {
            metadata["license"] = contents.Licence;
        }

        metadata["distribution"] = new JsonArray(
            new JsonObject
            {
                ["@type"] = "cr:FileObject",
                ["@id"] = Certificates,
                ["name"] = certificates.Path,
                ["contentUrl"] = certificates.Path,
                ["contentSize"] = string.Create(CultureInfo.InvariantCulture, $"{certificates.SizeBytes} B"),
                ["encodingFormat"] = "application/jsonlines",
                ["sha256"] = certificates.Sha256,
            },
            new JsonObject
            {
                ["@type"] = "cr:FileSet",
                ["@id"] = Images,
                ["name"] = Images,
                ["encodingFormat"] = contents.Format == ExportFormats.WebDataset ? "application/x-tar" : "image/*",
                ["includes"] = new JsonArray([.. imageFiles.Select(pattern => JsonValue.Create(pattern))]),
            });
        metadata["recordSet"] = new JsonArray(new JsonObject
        {
            ["@type"] = "cr:RecordSet",
            ["@id"] = Records,
            ["name"] = Records,
            ["key"] = new JsonObject { ["@id"] = $"{Records}/sampleId" },
            ["field"] = Fields(contents.Format != ExportFormats.WebDataset),
        });
        return metadata.ToJsonString(Json) + "\n";
    }

    private static JsonObject Context()
    {
        var context = new JsonObject
        {
            ["@language"] = "en",
            ["@vocab"] = "https://schema.org/",
            ["sc"] = "https://schema.org/",
            ["cr"] = "http://mlcommons.org/croissant/",
            ["dct"] = "http://purl.org/dc/terms/",
            ["conformsTo"] = "dct:conformsTo",
            ["data"] = new JsonObject { ["@id"] = "cr:data", ["@type"] = "@json" },
            ["dataType"] = new JsonObject { ["@id"] = "cr:dataType", ["@type"] = "@vocab" },
            ["examples"] = new JsonObject { ["@id"] = "cr:examples", ["@type"] = "@json" },
        };
        foreach (var term in Terms)
        {
            context[term] = $"cr:{term}";
        }

        return context;
    }

    private static JsonArray Fields(bool imagesAreFiles)
    {
        var fields = new JsonArray(
            OfCertificates("sampleId", "sc:Text", "SHA-256 of the image's bytes."),
            OfCertificates("label", "sc:Text", "The certified class."),
            OfCertificates("part", "sc:Text", "train, val, test, surplus, or synthesized for what a generator painted."),
            OfCertificates("origin", "sc:Text", "ingested, gathered, or synthesized for what a generator painted; absent for an external test image."),
            OfCertificates("certifiedBy", "sc:Text", "Who vouched for the label."),
            OfCertificates("round", "sc:Integer", "The round in which; 0 for the seed."));
        if (!imagesAreFiles)
        {
            fields.Add(OfCertificates("file", "sc:Text", "The shard that holds the image."));
            return fields;
        }

        var file = OfCertificates("file", "sc:Text", "Where the image lies.");
        file["references"] = FromFiles("fullpath");
        fields.Add(file);
        fields.Add(new JsonObject
        {
            ["@type"] = "cr:Field",
            ["@id"] = $"{Records}/image",
            ["name"] = "image",
            ["description"] = "The image itself.",
            ["dataType"] = "sc:ImageObject",
            ["source"] = FromFiles("content"),
        });
        return fields;
    }

    private static JsonObject OfCertificates(string member, string type, string description) => new()
    {
        ["@type"] = "cr:Field",
        ["@id"] = $"{Records}/{member}",
        ["name"] = member,
        ["description"] = description,
        ["dataType"] = type,
        ["source"] = new JsonObject
        {
            ["fileObject"] = new JsonObject { ["@id"] = Certificates },
            ["extract"] = new JsonObject { ["column"] = member },
        },
    };

    private static JsonObject FromFiles(string property) => new()
    {
        ["fileSet"] = new JsonObject { ["@id"] = Images },
        ["extract"] = new JsonObject { ["fileProperty"] = property },
    };
}
