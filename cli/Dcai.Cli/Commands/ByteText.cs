using System.Globalization;
using Dcai.Api;

namespace Dcai.Cli.Commands;

/// <summary>Numbers of objects and bytes for people.</summary>
internal static class ByteText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Of(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++)
        {
            value /= 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} {Units[unit]}");
    }

    public static string Of(ObjectCounts counts) =>
        string.Create(CultureInfo.InvariantCulture, $"{counts.Objects} object{(counts.Objects == 1 ? "" : "s")}, {Of(counts.SizeBytes)}");
}
