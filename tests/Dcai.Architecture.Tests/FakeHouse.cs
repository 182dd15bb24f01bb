namespace Dcai.Architecture.Tests;

/// <summary>A small house that exists in memory only and keeps every rule, and ways to spoil it.</summary>
internal static class FakeHouse
{

    public static FileTree Lawful { get; } = FileTree.Empty
        .WithProject("contracts/Dcai.Contracts/Dcai.Contracts.csproj")
        .WithProject("contracts/Dcai.Api/Dcai.Api.csproj")
        .WithProject(Library("Curation"), Contracts("Contracts"))
        .WithProject(Library("Fingerprints"), Library("Imaging"))
        .WithProject(Library("Hosting"), Contracts("Contracts"), Library("ObjectStorage"), Library("Work"))
        .WithProject(Library("Imaging"))
        .WithProject(Library("Learning"), Library("Imaging"), Library("Torch"))
        .WithProject(Library("ObjectStorage"), Contracts("Contracts"))
        .WithProject(Library("Torch"))
        .WithProject(Library("Training"), Contracts("Contracts"), Library("Learning"), Library("ObjectStorage"), Library("Work"))
        .WithProject(Library("Work"), Contracts("Contracts"), Library("ObjectStorage"))
        .WithProject(Service("balancer", "Balancer"), Library("Curation"), Library("Hosting"))
        .WithProject(Service("ranker", "Ranker"), Library("Hosting"), Library("Training"))
        .WithProject(Service("all-in-one", "AllInOne"), Service("balancer", "Balancer"), Service("ranker", "Ranker"))
        .WithProject("cli/Dcai.Cli/Dcai.Cli.csproj", Contracts("Api"), Library("Imaging"), Service("all-in-one", "AllInOne"))
        .WithProject("tests/Dcai.Balancer.Tests/Dcai.Balancer.Tests.csproj", Service("balancer", "Balancer"))
        .WithProject("bench/train/Dcai.Bench.Train.csproj", Library("Learning"), Library("Torch"))
        .With("services/balancer/Program.cs", "return 0;\n")
        .With("services/ranker/Program.cs", "return 0;\n")
        .With("services/all-in-one/Program.cs", "return 0;\n")
        .With("libraries/Dcai.Curation/Balance.cs", """
            namespace Dcai.Curation;

            /// <summary>Draws without Random.Shared, and reads no File.</summary>
            public static class Balance // not DateTime.UtcNow
            {
                public static string Url => "https://example.org";
            }
            """)
        .With("contracts/Dcai.Contracts/Commands/RankShard.cs", """
            namespace Dcai.Contracts;

            /// <summary>A record struct, said in a comment, is none.</summary>
            public sealed record RankShard
            {
                public required string DatasetId { get; init; }
            }
            """)
        .With("Directory.Packages.props", Versions(("AWSSDK.S3", "4.0.104.9"), ("MassTransit", "8.5.12")))
        .WithSolution();

    public static string Contracts(string name) => $"contracts/Dcai.{name}/Dcai.{name}.csproj";

    public static string Library(string name) => $"libraries/Dcai.{name}/Dcai.{name}.csproj";

    public static string Service(string folder, string name) => $"services/{folder}/Dcai.{name}.csproj";

    public static string Versions(params (string Name, string Version)[] packages) =>
        $"<Project><ItemGroup>{string.Concat(packages.Select(package => $"<PackageVersion Include=\"{package.Name}\" Version=\"{package.Version}\" />"))}</ItemGroup></Project>";

    /// <summary>A project with these references, instead of what is there.</summary>
    public static FileTree WithProject(this FileTree files, string path, params string[] references) =>
        files.WithItems(path, string.Concat(references.Select(reference => ProjectReference(path, reference))));

    /// <summary>One more reference of a project that is there.</summary>
    public static FileTree WithReference(this FileTree files, string path, string reference) => files.WithItem(path, ProjectReference(path, reference));

    /// <summary>One more item of a project that is there.</summary>
    public static FileTree WithItem(this FileTree files, string path, string item) =>
        files.With(path, files.Read(path).Replace("</ItemGroup>", item + "</ItemGroup>", StringComparison.Ordinal));

    /// <summary>A solution that names every project of the tree.</summary>
    public static FileTree WithSolution(this FileTree files) => files.With("dcai-workflow.sln", string.Concat(files.Paths
        .Where(path => path.EndsWith(".csproj", StringComparison.Ordinal))
        .Select(path => $"Project(\"{{FAE04EC0}}\") = \"{Path.GetFileNameWithoutExtension(path)}\", \"{path.Replace('/', '\\')}\", \"{{0}}\"\nEndProject\n")));

    private static FileTree WithItems(this FileTree files, string path, string items) =>
        files.With(path, $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{items}</ItemGroup></Project>");

    private static string ProjectReference(string from, string to) =>
        $"<ProjectReference Include=\"{string.Concat(Enumerable.Repeat("../", from.Count(character => character == '/')))}{to}\" />";
}
