using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dcai.Fingerprints.Duplicates;

namespace Dcai.Cli.Duplicates;

/// <summary>All of what a search found, for scripts. It is written group by group: a million of them are never one string.</summary>
internal static class DuplicateJson
{
    private const int FlushBytes = 16 * 1024;

    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(DuplicateReport report, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>(2 * FlushBytes);
        using var json = new Utf8JsonWriter(buffer, Options);
        var text = Array.Empty<char>();
        json.WriteStartObject();
        Counts(json, report);
        Groups("exactGroups", report.ExactGroups());
        Groups("hardLinkGroups", report.HardLinkGroups());
        if (report.LookedForNear)
        {
            Groups("nearGroups", report.NearGroups());
        }

        json.WriteStartArray("emptyFiles");
        foreach (var file in report.EmptyFiles())
        {
            File(json, file, inGroup: false);
            Pass(FlushBytes);
        }

        json.WriteEndArray();
        json.WriteStartArray("skipped");
        foreach (var skipped in report.Skipped())
        {
            json.WriteStartObject();
            Path(json, skipped.Path);
            json.WriteString("reason", skipped.Reason);
            json.WriteEndObject();
            Pass(FlushBytes);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        Pass(0);
        output.WriteLine();

        void Groups(string name, IEnumerable<DuplicateGroup> groups)
        {
            json.WriteStartArray(name);
            foreach (var group in groups)
            {
                Group(json, group);
                Pass(FlushBytes);
            }

            json.WriteEndArray();
        }

        void Pass(int least)
        {
            if (json.BytesPending + buffer.WrittenCount > least)
            {
                json.Flush();
                if (text.Length < buffer.WrittenCount)
                {
                    text = new char[buffer.Capacity];
                }

                output.Write(text, 0, Encoding.UTF8.GetChars(buffer.WrittenSpan, text));
                buffer.ResetWrittenCount();
            }
        }
    }

    private static void Counts(Utf8JsonWriter json, DuplicateReport report)
    {
        var exact = DuplicateTotals.Of(report.ExactGroups());
        var all = exact.And(DuplicateTotals.Of(report.HardLinkGroups()));
        json.WriteStartObject("counts");
        json.WriteNumber("files", report.Files);
        json.WriteNumber("folders", report.Folders);
        json.WriteNumber("sizeBytes", report.SizeBytes);
        json.WriteNumber("hidden", report.Hidden);
        json.WriteNumber("symbolicLinks", report.Links);
        json.WriteNumber("special", report.Special);
        json.WriteNumber("exactGroups", exact.Groups);
        json.WriteNumber("exactFiles", exact.Files);
        json.WriteNumber("savableBytes", exact.SavableBytes);
        json.WriteNumber("overlaps", all.Overlaps);
        json.WriteNumber("conflicts", all.Conflicts);
        var near = report.LookedForNear ? DuplicateTotals.Of(report.NearGroups()) : null;
        if (near is not null)
        {
            json.WriteNumber("nearGroups", near.Groups);
            json.WriteNumber("nearFiles", near.Files);
            json.WriteNumber("nearOverlaps", near.Overlaps);
            json.WriteNumber("nearConflicts", near.Conflicts);
        }

        json.WriteEndObject();
        Pairs(json, "overlaps", all.Pairs);
        if (near is not null)
        {
            Pairs(json, "nearOverlaps", near.Pairs);
        }
    }

    private static void Pairs(Utf8JsonWriter json, string name, IReadOnlyList<SharedGroups> pairs)
    {
        json.WriteStartArray(name);
        foreach (var pair in pairs)
        {
            json.WriteStartObject();
            json.WriteString("first", pair.First);
            json.WriteString("second", pair.Second);
            json.WriteNumber("groups", pair.Groups);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Group(Utf8JsonWriter json, DuplicateGroup group)
    {
        json.WriteStartObject();
        json.WriteNumber("sizeBytes", group.SizeBytes);
        json.WriteNumber("copies", group.Copies);
        json.WriteBoolean("overlap", group.IsOverlap);
        json.WriteBoolean("conflict", group.IsConflict);
        json.WriteStartArray("files");
        foreach (var file in group.Files)
        {
            File(json, file, inGroup: true);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void File(Utf8JsonWriter json, DuplicateFile file, bool inGroup)
    {
        json.WriteStartObject();
        Path(json, file.Path);
        json.WriteString("part", file.Part.Name);
        json.WriteString("label", file.Label);
        if (inGroup)
        {
            json.WriteBoolean("hardLink", file.IsHardLink);
            if (file.Distance is { } distance)
            {
                json.WriteNumber("content", file.Content);
                json.WriteNumber("distance", distance);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A name that is not plain text comes as its bytes too, for a script that is to open it.</summary>
    private static void Path(Utf8JsonWriter json, byte[] bytes)
    {
        if (PathText.IsPlain(bytes))
        {
            json.WriteString("path", bytes);
            return;
        }

        var text = PathText.Of(bytes);
        json.WriteString("path", text);
        if (!Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes))
        {
            json.WriteBase64String("pathBytes", bytes);
        }
    }
}
