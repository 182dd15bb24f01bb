using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Dcai.Architecture.Tests;

/// <summary>Names, the solution, package versions.</summary>
internal static partial class BuildRules
{
    private const string Solution = "dcai-workflow.sln";
    private const string Packages = "Directory.Packages.props";

    private static readonly string[] EmptyNames = ["Common", "Core", "Helpers", "Shared", "Utils"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("no project is called after nothing", house => house.Projects
            .Where(project => project.Name.Split('.').Any(part => EmptyNames.Contains(part, StringComparer.OrdinalIgnoreCase)))
            .Select(project => project.Path)),
        new("every project is in the solution", house => house.Projects
            .Select(project => project.Path)
            .Except(InSolution(house.Files), StringComparer.Ordinal)),
        new("the solution names only projects that exist", house => InSolution(house.Files)
            .Where(path => !house.Files.Has(path))),
        new("package versions are central", house => house.Projects
            .SelectMany(project => project.Packages.Where(HasVersionOfItsOwn).Select(package => $"{project.Name}: {(string?)package.Attribute("Include")}"))),
        new("only the torch package's version is overridden", house => house.Projects
            .Where(project => project.Name != "Dcai.Torch")
            .SelectMany(project => project.Packages
                .Where(package => Says(package, "VersionOverride"))
                .Select(package => $"{project.Name}: {(string?)package.Attribute("Include")}"))),
        new("package versions are exact", house => Versions(house.Files)
            .Where(package => !Exact().IsMatch(package.Version))
            .Select(package => $"{package.Name} {package.Version}")),
        new("package versions are in alphabetical order, each once", house => Versions(house.Files)
            .Zip(Versions(house.Files).Skip(1))
            .Where(pair => string.Compare(pair.First.Name, pair.Second.Name, StringComparison.OrdinalIgnoreCase) >= 0)
            .Select(pair => $"{pair.Second.Name} stands behind {pair.First.Name}")),
    ];

    private static IEnumerable<string> InSolution(FileTree files) => files.Has(Solution)
        ? SolutionEntry().Matches(files.Read(Solution)).Select(entry => entry.Groups["path"].Value.Replace('\\', '/'))
        : [];

    private static bool HasVersionOfItsOwn(XElement package) => Says(package, "Version");

    private static bool Says(XElement package, string what) =>
        package.Attribute(what) is not null || package.Elements().Any(element => element.Name.LocalName == what);

    private static IReadOnlyList<(string Name, string Version)> Versions(FileTree files) => files.Has(Packages)
        ? [.. XDocument.Parse(files.Read(Packages)).Descendants()
            .Where(element => element.Name.LocalName == "PackageVersion")
            .Select(element => ((string?)element.Attribute("Include") ?? "", (string?)element.Attribute("Version") ?? ""))]
        : [];

    [GeneratedRegex("""^Project\("[^"]*"\)\s*=\s*"[^"]*",\s*"(?<path>[^"]+\.csproj)"\s*,""", RegexOptions.Multiline)]
    private static partial Regex SolutionEntry();

    [GeneratedRegex(@"^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?$")]
    private static partial Regex Exact();
}
