using System.Globalization;

namespace Dcai.Work.Upkeep;

/// <summary>A SHA-256 as a value of 32 bytes: a store may have millions.</summary>
internal readonly record struct BlobName(UInt128 High, UInt128 Low)
{
    private const int HexLength = 64;
    private const string Prefix = "sha256:";

    /// <summary>Reads 64 hexadecimal digits in lower case, with or without <c>sha256:</c> before them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobName name)
    {
        if (text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            text = text[Prefix.Length..];
        }

        name = default;
        if (text.Length != HexLength || text.ContainsAnyExceptInRange('0', 'f')
            || !UInt128.TryParse(text[..(HexLength / 2)], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !UInt128.TryParse(text[(HexLength / 2)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
        {
            return false;
        }

        name = new BlobName(high, low);
        return true;
    }

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");
}
