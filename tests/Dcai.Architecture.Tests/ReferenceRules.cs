namespace Dcai.Architecture.Tests;

/// <summary>Who may refer to whom.</summary>
internal static class ReferenceRules
{
    private const string Torch = "Dcai.Torch";
    private const string AllInOne = "Dcai.AllInOne";

    private static readonly string[] Rooms = ["bench", "cli", "contracts", "libraries", "services", "tests"];

    private static readonly string[] Contracts = ["Dcai.Api", "Dcai.Contracts"];

    /// <summary>What each library may refer to. A library that is not here has no place yet.</summary>
    private static readonly (string Library, string[] May)[] Libraries =
    [
        ("Dcai.Curation", Contracts),
        ("Dcai.Fingerprints", ["Dcai.Imaging"]),
        ("Dcai.Hosting", [.. Contracts, "Dcai.ObjectStorage", "Dcai.Work"]),
        ("Dcai.Imaging", []),
        ("Dcai.Learning", ["Dcai.Imaging", Torch]),
        ("Dcai.ObjectStorage", Contracts),
        (Torch, []),
        ("Dcai.Training", [.. Contracts, "Dcai.Learning", "Dcai.ObjectStorage", "Dcai.Work"]),
        ("Dcai.Work", [.. Contracts, "Dcai.ObjectStorage"]),
    ];

    private const string Mathematics = "MathNet.Numerics";

    private static readonly string[] CommandLineMay = [.. Contracts, AllInOne, "Dcai.Fingerprints", "Dcai.Imaging", "Dcai.Learning"];

    /// <summary>These start on a machine without libtorch.</summary>
    private static readonly string[] WithoutTorch = ["balancer", "ingest-hasher", "ledger", "orchestrator", "review-gateway"];

    public static IReadOnlyList<Rule> All { get; } =
    [
        new("every project has a known room", house => house.Projects
            .Where(project => !Rooms.Contains(project.Room))
            .Select(project => $"{project.Path}: there are only {string.Join(", ", Rooms)}")),
        new("a reference leads to a project", house => house.Projects
            .SelectMany(project => project.References
                .Where(reference => !house.Files.Has(reference))
                .Select(reference => $"{project.Name} refers to {reference}, which is no project here"))),
        new("contracts refer to nothing", house => house.In("contracts").SelectMany(ReferencesToAnything)),
        .. Libraries.Select(rule => new Rule(
            $"{rule.Library} refers to {(rule.May.Length == 0 ? "no project" : string.Join(", ", rule.May))}",
            house => house.Named(rule.Library).SelectMany(library => Strangers(library, rule.May)))),
        new("every library has its rule", house => house.In("libraries")
            .Where(library => !Libraries.Any(rule => rule.Library == library.Name))
            .Select(library => $"{library.Name}: say in {nameof(ReferenceRules)} what it may refer to")),
        new("Dcai.Curation uses no package but mathematics", house => house.Named("Dcai.Curation")
            .SelectMany(project => Names(project, "PackageReference", "FrameworkReference"))
            .Where(name => !name.EndsWith(Mathematics, StringComparison.Ordinal))),
        new("a service refers to contracts and libraries", house => house.In("services")
            .Where(service => service.Name != AllInOne)
            .SelectMany(service => OutsideOf(service, "contracts", "libraries"))),
        new("all-in-one refers to contracts, libraries and services", house => house.Named(AllInOne)
            .SelectMany(service => OutsideOf(service, "contracts", "libraries", "services"))),
        new("the command line refers to contracts, libraries that need no service, and all-in-one", house => house.In("cli")
            .SelectMany(project => Strangers(project, CommandLineMay))),
        new("only all-in-one, the command line and tests refer to a service", house => house.Projects
            .Where(project => project.Name != AllInOne && project.Room is not ("cli" or "tests"))
            .SelectMany(project => Into(project, "services"))),
        new("nobody refers to the command line or to tests", house => house.Projects
            .Where(project => project.Room != "tests")
            .SelectMany(project => Into(project, "cli", "tests"))),
        new("only benchmarks refer to what benchmarks share", house => house.Projects
            .Where(project => project.Room is not ("tests" or "bench"))
            .SelectMany(project => Into(project, "bench"))),
        new("only Dcai.Learning refers to torch", house => house.Projects
            .Where(project => project.Name != "Dcai.Learning" && project.Room is not ("tests" or "bench"))
            .SelectMany(project => References(project)
                .Where(reference => reference == Torch)
                .Concat(project.Includes("PackageReference").Where(IsTorchPackage))
                .Where(_ => project.Name != Torch)
                .Select(reference => $"{project.Name} refers to {reference}"))),
        new("services that learn nothing need no torch", house => WithoutTorch
            .SelectMany(folder => house.In("services").Where(service => service.Folder == $"services/{folder}/"))
            .Select(service => house.Way(service, Torch))
            .OfType<IReadOnlyList<string>>()
            .Select(way => string.Join(" → ", way))),
        new("code is shared by project references only", house => house.Projects.SelectMany(BorrowedCode)),
    ];

    private static IEnumerable<string> References(Project project) => project.References.Select(reference => Path.GetFileNameWithoutExtension(reference));

    private static IEnumerable<string> Strangers(Project project, string[] may) => References(project)
        .Where(reference => !may.Contains(reference))
        .Select(reference => $"{project.Name} refers to {reference}");

    private static IEnumerable<string> OutsideOf(Project project, params string[] rooms) => project.References
        .Where(reference => !rooms.Contains(reference.Split('/')[0]))
        .Select(reference => $"{project.Name} refers to {reference}");

    private static IEnumerable<string> Into(Project project, params string[] rooms) => project.References
        .Where(reference => rooms.Contains(reference.Split('/')[0]))
        .Select(reference => $"{project.Name} refers to {reference}");

    private static IEnumerable<string> ReferencesToAnything(Project project) =>
        Names(project, "ProjectReference", "PackageReference", "FrameworkReference", "Reference");

    private static IEnumerable<string> Names(Project project, params string[] kinds) => kinds
        .SelectMany(kind => project.Includes(kind).Select(include => $"{project.Name} has the {kind} {include}"));

    private static bool IsTorchPackage(string package) =>
        package.StartsWith("TorchSharp", StringComparison.OrdinalIgnoreCase) || package.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase);

    /// <summary>Linked sources and assemblies would go around every other rule; tests may look over a fence.</summary>
    private static IEnumerable<string> BorrowedCode(Project project) => project.Includes("Compile")
        .Where(include => project.Room != "tests" && !project.Resolve(include).StartsWith(project.Folder, StringComparison.Ordinal))
        .Concat(project.Includes("Reference"))
        .Select(include => $"{project.Name} takes {include}");
}
