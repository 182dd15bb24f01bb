using System.Text.RegularExpressions;

namespace Dcai.Architecture.Tests;

/// <summary>What the sources may say.</summary>
internal static partial class SourceRules
{
    private const int LongestProgram = 10;

    /// <summary>Input and output, clocks, threads, the bus, torch, and randomness that no seed governs. Implicit usings let most of it in without a using.</summary>
    private static readonly string[] Impurities =
    [
        @"System\.IO\b", @"\b(File|Directory|Console|Environment|AppContext|Process)\.", @"\b(FileStream|FileInfo|DirectoryInfo|StreamReader|StreamWriter)\b",
        @"System\.Net\b", @"\bHttpClient\b", @"\bSocket\b", @"System\.Diagnostics\b", @"\bStopwatch\b",
        @"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b", @"\bTimeProvider\b", @"\bTask\.(Delay|Run)\b", @"\bThread\b",
        @"\bGuid\.(NewGuid|CreateVersion7)\b", @"\bRandom\.Shared\b", @"\bnew\s+Random\b", @"\bRandom\s+\w+\s*=\s*new\b", @"\bRandomNumberGenerator\b",
        @"\bHashCode\b", @"\bGetHashCode\s*\(", @"\bMassTransit\b", @"\bTorchSharp\b", @"Dcai\.(Torch|Learning|ObjectStorage|Work|Hosting)\b",
    ];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("Dcai.Curation is pure", house => house.FilesIn("libraries/Dcai.Curation/", ".cs").SelectMany(path => ImpuritiesIn(path, house.Files.Read(path)))),
        new("a message has a file of its own", house => Messages(house).SelectMany(path => OtherThanOneMessage(path, house.Files.Read(path)))),
        new("every service has a Program.cs of at most ten lines", house => house.In("services").SelectMany(service => LongProgram(house.Files, service))),
        new("services carry no appsettings", house => house.FilesIn("services/", ".json")
            .Where(path => Path.GetFileName(path).StartsWith("appsettings", StringComparison.OrdinalIgnoreCase))),
    ];

    private static IEnumerable<string> Messages(House house) =>
        house.FilesIn("contracts/Dcai.Contracts/Commands/", ".cs").Concat(house.FilesIn("contracts/Dcai.Contracts/Events/", ".cs"));

    private static IEnumerable<string> ImpuritiesIn(string path, string source)
    {
        var code = WithoutComments(source);
        return Impurities
            .Select(impurity => Regex.Match(code, impurity, RegexOptions.CultureInvariant))
            .Where(found => found.Success)
            .Select(found => $"{path}({code[..found.Index].Count(character => character == '\n') + 1}): {found.Value}");
    }

    private static IEnumerable<string> OtherThanOneMessage(string path, string source)
    {
        var types = Type().Matches(WithoutComments(source));
        var name = Path.GetFileNameWithoutExtension(path);
        if (types.Count != 1 || types[0].Groups["name"].Value != name || types[0].Groups["kind"].Value != "public sealed record")
        {
            var found = string.Join(", ", types.Select(type => $"{type.Groups["kind"].Value} {type.Groups["name"].Value}"));
            yield return $"{path}: expected public sealed record {name} and nothing else, found {(found.Length == 0 ? "no type" : found)}";
        }
    }

    private static IEnumerable<string> LongProgram(FileTree files, Project service)
    {
        var path = service.Folder + "Program.cs";
        var lines = files.Has(path) ? files.Read(path).TrimEnd().Split('\n').Length : 0;
        if (lines is 0 or > LongestProgram)
        {
            yield return lines == 0 ? $"{path} is missing" : $"{path} has {lines} lines";
        }
    }

    /// <summary>Comments become blanks; what looks like one within a string stays.</summary>
    private static string WithoutComments(string source) =>
        CommentOrLiteral().Replace(source, match => match.Value[0] == '/' ? NotNewline().Replace(match.Value, " ") : match.Value);

    [GeneratedRegex("""
        "(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*.*?\*/
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex("[^\n]")]
    private static partial Regex NotNewline();

    [GeneratedRegex(@"(?<kind>\b(?:(?:public|internal|file|sealed|abstract|static|readonly|partial)\s+)*(?:record\s+struct|record\s+class|record|class|struct|interface|enum))\s+(?<name>\w+)\s*(?:[<({:;]|$)", RegexOptions.Multiline)]
    private static partial Regex Type();
}
