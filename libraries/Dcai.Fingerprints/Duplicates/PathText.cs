using System.Globalization;
using System.Text;

namespace Dcai.Fingerprints.Duplicates;

/// <summary>File names are bytes; people read text.</summary>
public static class PathText
{
    /// <returns>Whether all of it is ASCII without control characters: then the bytes are the text.</returns>
    public static bool IsPlain(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;

    /// <returns>The text where the bytes are UTF-8. Bytes that are not, and control characters, become <c>\xNN</c>.</returns>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (IsPlain(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            var valid = Rune.DecodeFromUtf8(bytes, out var rune, out var taken) == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune);
            if (valid)
            {
                text.Append(rune);
            }
            else
            {
                foreach (var value in bytes[..taken])
                {
                    text.Append(CultureInfo.InvariantCulture, $"\\x{value:X2}");
                }
            }

            bytes = bytes[taken..];
        }

        return text.ToString();
    }
}
