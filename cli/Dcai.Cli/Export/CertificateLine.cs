using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>One line of certificates.jsonl.</summary>
internal static class CertificateLine
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="certificate">Who certified what.</param>
    /// <param name="file">Where the image lies; null for an erased one.</param>
    /// <param name="licence">As the owner states it; null where nothing is stated.</param>
    public static string Of(Certificate certificate, string? file, string? licence)
    {
        var line = JsonSerializer.SerializeToNode(certificate, Json)!.AsObject();
        if (file is not null)
        {
            line.Insert(0, "file", JsonValue.Create(file));
        }

        if (licence is not null)
        {
            line.Add("licence", licence);
        }

        return line.ToJsonString(Json);
    }
}
