using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Dcai.Hosting.Tests;

/// <summary>The files of infra/k8s. Debian's python3-yaml reads them: there is no such library among the packages here.</summary>
internal sealed class Manifests
{
    public const string Python = "/usr/bin/python3";

    private const string Script = """
        import json, os, sys, yaml
        documents = {}
        for folder, _, names in os.walk(sys.argv[1]):
            for name in names:
                if name.endswith('.yaml'):
                    path = os.path.join(folder, name)
                    with open(path, encoding='utf-8') as file:
                        documents[os.path.relpath(path, sys.argv[1])] = [document for document in yaml.safe_load_all(file) if document]
        json.dump(documents, sys.stdout)
        """;

    private readonly Dictionary<string, JsonObject[]> _files;

    private Manifests(Dictionary<string, JsonObject[]> files) => _files = files;

    public static string Folder { get; } = Path.Join(Repository.Root, "infra", "k8s");

    /// <summary>The paths below <see cref="Folder"/> of all YAML files.</summary>
    public IEnumerable<string> Paths => _files.Keys.Order(StringComparer.Ordinal);

    public static async Task<Manifests> ReadAsync()
    {
        var (exitCode, output, error) = await RunAsync(Python, "-c", Script, Folder);
        Assert.True(exitCode == 0, error);
        return new Manifests(JsonNode.Parse(output)!.AsObject().ToDictionary(
            file => file.Key, file => file.Value!.AsArray().Select(document => document!.AsObject()).ToArray()));
    }

    public JsonObject Kustomization(string folder) => Assert.Single(_files[Path.Join(folder, "kustomization.yaml")]);

    public IReadOnlyList<JsonObject> Documents(string path) => _files[path];

    /// <summary>What the base and the components add to a cluster: all but kustomizations and patches.</summary>
    public IEnumerable<JsonObject> OfKind(string kind) =>
        _files.Values.SelectMany(documents => documents).Where(document => Text(document["kind"]) == kind && Name(document) != "all");

    public IReadOnlyDictionary<string, JsonObject> Deployments() => OfKind("Deployment").ToDictionary(Name);

    public static string Name(JsonObject document) => Text(document["metadata"]!["name"]);

    public static string Text(JsonNode? node) => node?.ToString() ?? "";

    public static JsonNode Pod(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!;

    public static JsonNode Container(JsonObject deployment) => Assert.Single(Pod(deployment)["containers"]!.AsArray())!;

    public static IEnumerable<string> Texts(JsonNode? array) => array is null ? [] : array.AsArray().Select(Text);

    /// <summary>The names of the variables in a file of NAME=value lines, with their values.</summary>
    public static IReadOnlyDictionary<string, string> Variables(params string[] path) => File.ReadLines(Path.Join([Folder, .. path]))
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.IndexOf('=', StringComparison.Ordinal)], line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A test that needs Debian's python3-yaml.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class YamlFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> CanRead = new(() =>
        File.Exists(Manifests.Python) && Manifests.RunAsync(Manifests.Python, "-c", "import yaml").GetAwaiter().GetResult().ExitCode == 0);

    public YamlFactAttribute() =>
        Skip = CanRead.Value ? null : $"{Manifests.Python} with its yaml module is absent: apt-get install --no-install-recommends python3-yaml";
}
