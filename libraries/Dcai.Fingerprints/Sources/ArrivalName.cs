namespace Dcai.Fingerprints.Sources;

/// <summary>Whether a name from elsewhere can name a file of a source.</summary>
internal static class ArrivalName
{
    private const int Longest = 1024;
    private const char Replacement = '\uFFFD';

    /// <returns>Why it cannot, in one line; null where it can.</returns>
    public static string? Refusal(string name)
    {
        if (name.Contains(Replacement, StringComparison.Ordinal))
        {
            return "its name is not UTF-8: rename it";
        }

        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name is [_, ':', ..])
        {
            return "its name is absolute or has backslashes: names are relative, with slashes";
        }

        if (name.Split('/').Any(part => part is "" or "." or ".."))
        {
            return "its name leads out of its folder, or through an empty one";
        }

        return name.Length > Longest || name.Any(char.IsControl) ? $"its name has control characters or more than {Longest} characters" : null;
    }
}
