using static Dcai.Architecture.Tests.FakeHouse;

namespace Dcai.Architecture.Tests;

public class WhenARuleIsBroken
{
    private const string Purity = "Dcai.Curation is pure";
    private const string OneMessage = "a message has a file of its own";

    /// <summary>Each spoils a lawful house in one way; its rule must name the culprit.</summary>
    private static readonly Dictionary<string, (string Rule, string Culprit, Func<FileTree, FileTree> Spoil)> Breaches = new()
    {
        ["a project in a room of its own"] = ("every project has a known room", "plugins/Dcai.Plugin", files => files
            .WithProject("plugins/Dcai.Plugin/Dcai.Plugin.csproj")),
        ["a reference to nowhere"] = ("a reference leads to a project", "Dcai.Gone", files => files
            .WithReference(Library("Work"), Library("Gone"))),
        ["a contract that needs a library"] = ("contracts refer to nothing", "Dcai.Work", files => files
            .WithReference(Contracts("Contracts"), Library("Work"))),
        ["a contract that needs another contract"] = ("contracts refer to nothing", "Dcai.Contracts", files => files
            .WithReference(Contracts("Api"), Contracts("Contracts"))),
        ["a contract that needs a package"] = ("contracts refer to nothing", "MassTransit", files => files
            .WithItem(Contracts("Api"), "<PackageReference Include=\"MassTransit\" />")),
        ["curation that stores"] = ("Dcai.Curation refers to Dcai.Api, Dcai.Contracts", "Dcai.ObjectStorage", files => files
            .WithReference(Library("Curation"), Library("ObjectStorage"))),
        ["fingerprints that learn"] = ("Dcai.Fingerprints refers to Dcai.Imaging", "Dcai.Learning", files => files
            .WithReference(Library("Fingerprints"), Library("Learning"))),
        ["a host that curates"] = ("Dcai.Hosting refers to Dcai.Api, Dcai.Contracts, Dcai.ObjectStorage, Dcai.Work", "Dcai.Curation", files => files
            .WithReference(Library("Hosting"), Library("Curation"))),
        ["imaging that knows the protocol"] = ("Dcai.Imaging refers to no project", "Dcai.Contracts", files => files
            .WithReference(Library("Imaging"), Contracts("Contracts"))),
        ["learning that knows the protocol"] = ("Dcai.Learning refers to Dcai.Imaging, Dcai.Torch", "Dcai.Contracts", files => files
            .WithReference(Library("Learning"), Contracts("Contracts"))),
        ["a store that works"] = ("Dcai.ObjectStorage refers to Dcai.Api, Dcai.Contracts", "Dcai.Work", files => files
            .WithReference(Library("ObjectStorage"), Library("Work"))),
        ["torch that sees images"] = ("Dcai.Torch refers to no project", "Dcai.Imaging", files => files
            .WithReference(Library("Torch"), Library("Imaging"))),
        ["training that hosts"] = ("Dcai.Training refers to Dcai.Api, Dcai.Contracts, Dcai.Learning, Dcai.ObjectStorage, Dcai.Work", "Dcai.Hosting", files => files
            .WithReference(Library("Training"), Library("Hosting"))),
        ["work that learns"] = ("Dcai.Work refers to Dcai.Api, Dcai.Contracts, Dcai.ObjectStorage", "Dcai.Learning", files => files
            .WithReference(Library("Work"), Library("Learning"))),
        ["a library without a rule"] = ("every library has its rule", "Dcai.Novelty", files => files
            .WithProject(Library("Novelty"))),
        ["curation with a package"] = ("Dcai.Curation uses no package but mathematics", "CsvHelper", files => files
            .WithItem(Library("Curation"), "<PackageReference Include=\"CsvHelper\" />")),
        ["curation on the web framework"] = ("Dcai.Curation uses no package but mathematics", "Microsoft.AspNetCore.App", files => files
            .WithItem(Library("Curation"), "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />")),
        ["a service that knows another"] = ("a service refers to contracts and libraries", "services/ranker", files => files
            .WithReference(Service("balancer", "Balancer"), Service("ranker", "Ranker"))),
        ["a service that knows all-in-one"] = ("a service refers to contracts and libraries", "services/all-in-one", files => files
            .WithReference(Service("ranker", "Ranker"), Service("all-in-one", "AllInOne"))),
        ["all-in-one with a command line"] = ("all-in-one refers to contracts, libraries and services", "cli/Dcai.Cli", files => files
            .WithReference(Service("all-in-one", "AllInOne"), "cli/Dcai.Cli/Dcai.Cli.csproj")),
        ["a command line that stores"] = ("the command line refers to contracts, libraries that need no service, and all-in-one", "Dcai.ObjectStorage", files => files
            .WithReference("cli/Dcai.Cli/Dcai.Cli.csproj", Library("ObjectStorage"))),
        ["a command line that knows one service"] = ("the command line refers to contracts, libraries that need no service, and all-in-one", "Dcai.Balancer", files => files
            .WithReference("cli/Dcai.Cli/Dcai.Cli.csproj", Service("balancer", "Balancer"))),
        ["a library that knows a service"] = ("only all-in-one, the command line and tests refer to a service", "services/balancer", files => files
            .WithReference(Library("Hosting"), Service("balancer", "Balancer"))),
        ["a benchmark that knows a service"] = ("only all-in-one, the command line and tests refer to a service", "services/ranker", files => files
            .WithReference("bench/train/Dcai.Bench.Train.csproj", Service("ranker", "Ranker"))),
        ["a library that knows a test"] = ("nobody refers to the command line or to tests", "tests/Dcai.Balancer.Tests", files => files
            .WithReference(Library("Work"), "tests/Dcai.Balancer.Tests/Dcai.Balancer.Tests.csproj")),
        ["a library that measures"] = ("only benchmarks refer to what benchmarks share", "bench/figures", files => files
            .WithReference(Library("Work"), "bench/figures/Dcai.Bench.Figures.csproj")),
        ["a service with torch of its own"] = ("only Dcai.Learning refers to torch", "Dcai.Torch", files => files
            .WithReference(Service("ranker", "Ranker"), Library("Torch"))),
        ["a service with the torch package"] = ("only Dcai.Learning refers to torch", "TorchSharp-cuda-linux", files => files
            .WithItem(Service("ranker", "Ranker"), "<PackageReference Include=\"TorchSharp-cuda-linux\" />")),
        ["a balancer that trains"] = ("services that learn nothing need no torch", "Dcai.Balancer → Dcai.Training → Dcai.Learning → Dcai.Torch", files => files
            .WithReference(Service("balancer", "Balancer"), Library("Training"))),
        ["a ledger over a host that learns"] = ("services that learn nothing need no torch", "Dcai.Ledger → Dcai.Hosting → Dcai.Learning → Dcai.Torch", files => files
            .WithProject(Service("ledger", "Ledger"), Library("Hosting"))
            .WithReference(Library("Hosting"), Library("Learning"))),
        ["a service that compiles another's source"] = ("code is shared by project references only", "../ranker/Loss.cs", files => files
            .WithItem(Service("balancer", "Balancer"), "<Compile Include=\"../ranker/Loss.cs\" />")),
        ["a library over an assembly"] = ("code is shared by project references only", "Dcai.Torch.dll", files => files
            .WithItem(Library("Work"), "<Reference Include=\"Dcai.Torch.dll\" />")),
        ["curation that reads a file"] = (Purity, "File.", files => files.WithCuration("File.ReadAllText(\"x\")")),
        ["curation with a file namespace"] = (Purity, "System.IO", files => files.WithCuration("System.IO.Path.GetTempPath()")),
        ["curation with a clock"] = (Purity, "DateTime.Now", files => files.WithCuration("DateTime.Now")),
        ["curation with a universal clock"] = (Purity, "DateTimeOffset.UtcNow", files => files.WithCuration("DateTimeOffset.UtcNow")),
        ["curation with fresh ids"] = (Purity, "Guid.NewGuid", files => files.WithCuration("Guid.NewGuid()")),
        ["curation with shared randomness"] = (Purity, "Random.Shared", files => files.WithCuration("Random.Shared.Next()")),
        ["curation with randomness of its own"] = (Purity, "new Random", files => files.WithCuration("new Random(1).Next()")),
        ["curation with hashes that differ by process"] = (Purity, "GetHashCode(", files => files.WithCuration("\"a\".GetHashCode()")),
        ["curation that asks the machine"] = (Purity, "Environment.", files => files.WithCuration("Environment.ProcessorCount")),
        ["curation that waits"] = (Purity, "Task.Delay", files => files.WithCuration("Task.Delay(1)")),
        ["curation on the bus"] = (Purity, "MassTransit", files => files.WithCuration("typeof(MassTransit.IBus)")),
        ["curation with tensors"] = (Purity, "TorchSharp", files => files.WithCuration("TorchSharp.torch.ones(1)")),
        ["curation on the network"] = (Purity, "HttpClient", files => files.WithCuration("new HttpClient()")),
        ["curation with code behind a URL"] = (Purity, "Console.", files => files.WithCuration("\"https://example.org\" + Console.In.Read()")),
        ["two messages in a file"] = (OneMessage, "Extra", files => files
            .WithMessage("public sealed record RankShard { }\npublic sealed record Extra(int Number);")),
        ["a type within a message"] = (OneMessage, "enum Kind", files => files
            .WithMessage("public sealed record RankShard { public enum Kind { A } }")),
        ["a message under another name"] = (OneMessage, "RankShards", files => files.WithMessage("public sealed record RankShards { }")),
        ["a message to inherit from"] = (OneMessage, "public record RankShard", files => files.WithMessage("public record RankShard { }")),
        ["an event that is a class"] = (OneMessage, "Events/ShardRanked.cs", files => files
            .With("contracts/Dcai.Contracts/Events/ShardRanked.cs", "public sealed class ShardRanked { }")),
        ["a long program"] = ("every service has a Program.cs of at most ten lines", "services/ranker/Program.cs has 11 lines", files => files
            .With("services/ranker/Program.cs", string.Concat(Enumerable.Repeat("// one more\n", 11)))),
        ["a service without a program"] = ("every service has a Program.cs of at most ten lines", "services/ranker/Program.cs is missing", files => files
            .Without("services/ranker/Program.cs")),
        ["settings in a service"] = ("services carry no appsettings", "services/ranker/appsettings.Development.json", files => files
            .With("services/ranker/appsettings.Development.json", "{}")),
        ["a project for everything"] = ("no project is called after nothing", "Dcai.Common", files => files
            .WithProject("libraries/Dcai.Common/Dcai.Common.csproj")),
        ["helpers for tests"] = ("no project is called after nothing", "Dcai.Tests.Helpers", files => files
            .WithProject("tests/Dcai.Tests.Helpers/Dcai.Tests.Helpers.csproj")),
        ["a project beside the solution"] = ("every project is in the solution", "tests/Dcai.New.Tests", files => files
            .WithProject("tests/Dcai.New.Tests/Dcai.New.Tests.csproj")),
        ["a solution with a ghost"] = ("the solution names only projects that exist", "Dcai.Balancer.Tests", files => files
            .Without("tests/Dcai.Balancer.Tests/Dcai.Balancer.Tests.csproj")),
        ["a version in a project"] = ("package versions are central", "MassTransit", files => files
            .WithItem(Library("Work"), "<PackageReference Include=\"MassTransit\" Version=\"8.5.12\" />")),
        ["a version within the reference"] = ("package versions are central", "MassTransit", files => files
            .WithItem(Library("Work"), "<PackageReference Include=\"MassTransit\"><Version>8.5.12</Version></PackageReference>")),
        ["an overridden version"] = ("only the torch package's version is overridden", "MassTransit", files => files
            .WithItem(Library("Work"), "<PackageReference Include=\"MassTransit\" VersionOverride=\"8.5.13\" />")),
        ["a floating version"] = ("package versions are exact", "MassTransit 8.*", files => files
            .With("Directory.Packages.props", Versions(("MassTransit", "8.*")))),
        ["a range of versions"] = ("package versions are exact", "MassTransit [8.5,9)", files => files
            .With("Directory.Packages.props", Versions(("MassTransit", "[8.5,9)")))),
        ["versions out of order"] = ("package versions are in alphabetical order, each once", "AWSSDK.S3 stands behind MassTransit", files => files
            .With("Directory.Packages.props", Versions(("MassTransit", "8.5.12"), ("AWSSDK.S3", "4.0.104.9")))),
        ["a version that stands twice"] = ("package versions are in alphabetical order, each once", "MassTransit stands behind MassTransit", files => files
            .With("Directory.Packages.props", Versions(("MassTransit", "8.5.12"), ("MassTransit", "8.5.13")))),
    };

    public static TheoryData<string> Titles { get; } = [.. Breaches.Keys];

    [Fact]
    public void A_lawful_house_breaks_none()
    {
        var house = new House(Lawful);

        Assert.Equal([], Rule.All.SelectMany(rule => rule.Breaches(house)));
    }

    [Theory]
    [MemberData(nameof(Titles))]
    public void The_rule_names_the_culprit(string title)
    {
        var (name, culprit, spoil) = Breaches[title];
        var rule = Rule.All.Single(candidate => candidate.Says == name);

        Assert.Contains(rule.Breaches(new House(spoil(Lawful))), breach => breach.Contains(culprit, StringComparison.Ordinal));
    }

    [Fact]
    public void No_rule_is_left_untried() =>
        Assert.Equal(Rule.All.Select(rule => rule.Says).Order(), Breaches.Values.Select(breach => breach.Rule).Distinct().Order());
}

file static class Spoiling
{
    public static FileTree WithCuration(this FileTree files, string expression) =>
        files.With("libraries/Dcai.Curation/Spoilt.cs", $"namespace Dcai.Curation;\n\npublic static class Spoilt\n{{\n    public static object Get() => {expression};\n}}\n");

    public static FileTree WithMessage(this FileTree files, string types) =>
        files.With("contracts/Dcai.Contracts/Commands/RankShard.cs", $"namespace Dcai.Contracts;\n\n{types}\n");
}
