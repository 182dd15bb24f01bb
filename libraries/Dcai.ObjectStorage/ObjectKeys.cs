using System.Buffers;

namespace Dcai.ObjectStorage;

/// <summary>What a key may look like, so that it is a file path, an S3 key and a URL path at once.</summary>
public static class ObjectKeys
{
    public const int MaxLength = 512;

    /// <summary>The longest file name that Linux file systems take.</summary>
    public const int MaxSegmentLength = 255;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._=-/");

    /// <exception cref="ArgumentException">The key is malformed; the message shows it and names the rule.</exception>
    public static void Validate(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Fault(key, complete: true) is { } fault)
        {
            throw new ArgumentException($"The object key '{key}' {fault}.", nameof(key));
        }
    }

    /// <summary>As <see cref="Validate"/>, for the beginning of a key: it may be empty and may end in <c>/</c>.</summary>
    /// <exception cref="ArgumentException">No key starts like this; the message shows it and names the rule.</exception>
    public static void ValidatePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && Fault(prefix, complete: false) is { } fault)
        {
            throw new ArgumentException($"The key prefix '{prefix}' {fault}.", nameof(prefix));
        }
    }

    private static string? Fault(string key, bool complete)
    {
        if (key.Length is 0 or > MaxLength)
        {
            return $"has {key.Length} characters; 1 to {MaxLength} are allowed";
        }

        var stranger = key.AsSpan().IndexOfAnyExcept(Allowed);
        if (stranger >= 0)
        {
            return $"has '{key[stranger]}' at position {stranger}; allowed are A-Z a-z 0-9 . _ = - and / between segments";
        }

        var last = key.LastIndexOf('/') + 1;
        foreach (var segment in key.AsSpan().Split('/'))
        {
            var (start, length) = segment.GetOffsetAndLength(key.Length);
            if (length == 0 && (complete || start != last || start == 0))
            {
                return "has an empty segment; it neither starts nor ends with / and has no //";
            }

            if (length > 0 && key[start] == '.')
            {
                return "has a segment that starts with a dot";
            }

            if (length > MaxSegmentLength)
            {
                return $"has a segment of {length} characters; at most {MaxSegmentLength} are allowed";
            }
        }

        return null;
    }
}
