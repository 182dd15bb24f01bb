using System.Text;
using System.Text.RegularExpressions;

namespace Dcai.Fingerprints.Sources;

/// <summary>How a file's name says its class and its split.</summary>
public sealed class LabelRule
{
    private const string LabelGroup = "label";
    private const string SplitGroup = "split";

    private readonly Func<string, (string? Label, string? Split)> _read;

    private LabelRule(Func<string, (string? Label, string? Split)> read) => _read = read;

    /// <summary>By the folders, as <see cref="ImageFolder.Walk"/>: <c>class/image</c> or <c>split/class/image</c>.</summary>
    public static LabelRule Folders { get; } = new(OfFolders);

    /// <summary>Nothing has a class: the model proposes one.</summary>
    public static LabelRule None { get; } = new(_ => (null, null));

    /// <summary>The rule of a name: <c>folders</c>, <c>none</c>, or a pattern.</summary>
    /// <exception cref="ImageSourceException">As of <see cref="Pattern"/>.</exception>
    public static LabelRule Named(string name) => name switch
    {
        "folders" => Folders,
        "none" => None,
        _ => Pattern(name),
    };

    /// <summary>By a pattern of the name below the source, such as <c>{label}_*.png</c> or <c>{split}/*/{label}-*</c>.</summary>
    /// <param name="pattern"><c>{label}</c> and <c>{split}</c> stand for as few characters as will do, at least one and no slash; <c>*</c> for any
    /// number without a slash, <c>**</c> for any at all.</param>
    /// <exception cref="ImageSourceException">It has no <c>{label}</c>, one of the two twice, or another word in braces.</exception>
    public static LabelRule Pattern(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        var expression = new StringBuilder("^");
        for (var at = 0; at < pattern.Length;)
        {
            var (part, length) = Translate(pattern, at);
            if (part.StartsWith("(?<", StringComparison.Ordinal) && expression.ToString().Contains(part, StringComparison.Ordinal))
            {
                throw new ImageSourceException($"the pattern '{pattern}' has {pattern.Substring(at, length)} twice: once is enough");
            }

            expression.Append(part);
            at += length;
        }

        if (!pattern.Contains("{label}", StringComparison.Ordinal))
        {
            throw new ImageSourceException($"the pattern '{pattern}' has no {{label}}: say which part of a name is the class, as in '{{label}}_*.png'");
        }

        // Without backtracking no name takes long, whatever the pattern.
        var regex = new Regex(expression.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return new LabelRule(name => regex.Match(name) is { Success: true } match ? (Group(match, LabelGroup), SplitName.Normalise(Group(match, SplitGroup) ?? "")) : (null, null));
    }

    /// <returns>What the name says; nulls where it says nothing.</returns>
    public (string? Label, string? Split) Of(string name) => _read(name);

    private static (string? Label, string? Split) OfFolders(string name)
    {
        var folders = name.Split('/')[..^1];
        var split = folders.Length > 0 ? SplitName.Normalise(folders[0]) : null;
        return ((split is null ? folders : folders[1..]).FirstOrDefault(), split);
    }

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true } group ? group.Value : null;

    private static (string Part, int Length) Translate(string pattern, int at)
    {
        var rest = pattern.AsSpan(at);
        if (rest.StartsWith("{label}"))
        {
            return ($"(?<{LabelGroup}>[^/]+?)", "{label}".Length);
        }

        if (rest.StartsWith("{split}"))
        {
            return ($"(?<{SplitGroup}>[^/]+?)", "{split}".Length);
        }

        return rest[0] switch
        {
            '*' when rest.StartsWith("**") => (".*", 2),
            '*' => ("[^/]*", 1),
            '{' or '}' => throw new ImageSourceException($"the pattern '{pattern}' has a brace that is neither {{label}} nor {{split}}"),
            _ => (Regex.Escape(rest[..1].ToString()), 1),
        };
    }
}
