using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dcai.AuxTrainer;
using Dcai.Evaluator;
using Dcai.GanTrainer;
using Dcai.Ranker;
using Dcai.Work;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using static Dcai.Hosting.Tests.Manifests;

namespace Dcai.Hosting.Tests;

/// <summary>infra/k8s agrees with the services, their settings, their queues and the images; nothing of it is applied here.</summary>
public sealed partial class WhenTheKubernetesManifestsAreRead
{
    private const string Placeholder = "replace-me";

    /// <summary>What learns, by its service's name.</summary>
    /// <summary>What definitions ask for.</summary>
    private static readonly IServiceProvider Settings = new ServiceCollection().AddSingleton(new WorkConcurrency(1)).BuildServiceProvider();

    private static readonly Dictionary<string, Assembly> Learning = new()
    {
        ["aux-trainer"] = typeof(AuxTrainerModule).Assembly,
        ["evaluator"] = typeof(EvaluatorModule).Assembly,
        ["gan-trainer"] = typeof(GanTrainerModule).Assembly,
        ["ranker"] = typeof(RankerModule).Assembly,
    };

    [YamlFact]
    public async Task Every_service_of_the_house_runs_its_program()
    {
        var deployments = (await ReadAsync()).Deployments();

        Assert.Equal(Repository.Programs.Keys.Order(StringComparer.Ordinal), deployments.Keys.Order(StringComparer.Ordinal));
        Assert.All(deployments, deployment => Assert.Equal([Repository.Programs[deployment.Key]], Texts(Container(deployment.Value)["args"])));
    }

    [YamlFact]
    public async Task Every_image_is_a_target_of_the_Dockerfile_that_holds_the_service()
    {
        var manifests = await ReadAsync();
        var learns = manifests.Kustomization("overlays/gpu")["images"]!.AsArray().Single()!;

        Assert.All(manifests.Deployments(), deployment =>
        {
            var image = Text(Container(deployment.Value)["image"]);
            Assert.Contains($"/app/{deployment.Key} ", Stage(image), StringComparison.Ordinal);
            Assert.Equal(Learning.ContainsKey(deployment.Key) ? "dcai-torch" : "dcai-slim", image);
        });
        Assert.Equal("dcai-torch", Text(learns["name"]));
        Assert.Contains("--from=build-cuda", Stage(Text(learns["newName"])), StringComparison.Ordinal);
    }

    [YamlFact]
    public async Task Every_image_has_this_version()
    {
        var manifests = await ReadAsync();
        var version = Version().Match(Repository.Read("Directory.Build.props")).Groups[1].Value;
        JsonNode[] images = [.. new[] { "base", "overlays/gpu" }.SelectMany(folder => manifests.Kustomization(folder)["images"]!.AsArray()).Select(image => image!)];

        Assert.All(images, image => Assert.Equal(version, Text(image["newTag"])));
        Assert.Subset(
            images.Select(image => Text(image["name"])).ToHashSet(),
            manifests.Deployments().Values.Select(deployment => Text(Container(deployment)["image"])).ToHashSet());
    }

    [YamlFact]
    public async Task Every_variable_is_a_setting()
    {
        var manifests = await ReadAsync();
        var patch = JsonNode.Parse("[]")!;
        var named = manifests.Deployments().Values.Append(PrivateAuthority(manifests))
            .SelectMany(deployment => (Container(deployment)["env"] ?? patch).AsArray()).Select(variable => Text(variable!["name"]));
        string[] variables =
        [
            .. named, .. Variables("base", "settings.env").Keys,
            .. Variables("components", "secrets", "connections.example.env").Keys, .. Variables("components", "secrets", "gateway.example.env").Keys,
        ];

        Assert.Contains("DCAI__BUS__URL", variables);
        Assert.Contains("DCAI__BUS__CAFILE", variables);
        Assert.All(variables, variable => Assert.True(SettingNames.IsSetting(variable), $"{variable} is no setting"));
    }

    [YamlFact]
    public async Task Every_service_is_told_settings_and_connections_and_only_the_gateway_its_token()
    {
        var manifests = await ReadAsync();
        string[] generated =
        [
            .. manifests.Kustomization("base")["configMapGenerator"]!.AsArray().Select(map => Text(map!["name"])),
            .. manifests.Kustomization("components/secrets")["secretGenerator"]!.AsArray().Select(secret => Text(secret!["name"])),
        ];

        Assert.All(manifests.Deployments(), deployment =>
        {
            string[] told = [.. Container(deployment.Value)["envFrom"]!.AsArray().Select(from => Text((from!["configMapRef"] ?? from["secretRef"])!["name"]))];
            Assert.Equal(["dcai-settings", "dcai-connections", .. deployment.Key == "review-gateway" ? ["dcai-gateway"] : Array.Empty<string>()], told);
            Assert.Subset(generated.ToHashSet(), told.ToHashSet());
        });
    }

    [YamlFact]
    public async Task Every_port_is_the_one_that_services_listen_on()
    {
        var manifests = await ReadAsync();
        var settings = Variables("base", "settings.env");
        var port = settings["DCAI__HTTP__PORT"];

        Assert.Equal("0.0.0.0", settings["DCAI__HTTP__ADDRESS"]);
        Assert.Contains($"EXPOSE {port}", Repository.Read("infra", "docker", "Dockerfile"), StringComparison.Ordinal);
        Assert.All(manifests.Deployments().Values, deployment =>
        {
            var container = Container(deployment);
            var listening = Assert.Single(container["ports"]!.AsArray())!;
            Assert.Equal(port, Text(listening["containerPort"]));
            Assert.Equal("/health/live", Probe(container, "startupProbe", listening));
            Assert.Equal("/health/live", Probe(container, "livenessProbe", listening));
            Assert.Equal("/health/ready", Probe(container, "readinessProbe", listening));
        });

        var service = Assert.Single(manifests.OfKind("Service"));
        var open = Assert.Single(service["spec"]!["ports"]!.AsArray())!;
        var gateway = manifests.Deployments()[Name(service)];
        Assert.Equal(Text(Container(gateway)["ports"]![0]!["name"]), Text(open["targetPort"]));
        Assert.Equal(Labels(gateway), Text(service["spec"]!["selector"]!["app.kubernetes.io/name"]));

        var backend = Assert.Single(manifests.OfKind("Ingress"))["spec"]!["rules"]![0]!["http"]!["paths"]![0]!["backend"]!["service"]!;
        Assert.Equal((Name(service), Text(open["name"])), (Text(backend["name"]), Text(backend["port"]!["name"])));
    }

    [YamlFact]
    public async Task Every_pod_may_do_no_more_than_it_must_and_has_limits()
    {
        Assert.All((await ReadAsync()).Deployments().Values, deployment =>
        {
            var (pod, container) = (Pod(deployment), Container(deployment));
            Assert.Equal("true", Text(pod["securityContext"]!["runAsNonRoot"]));
            Assert.Contains($"--uid {Text(pod["securityContext"]!["runAsUser"])} ", Repository.Read("infra", "docker", "Dockerfile"), StringComparison.Ordinal);
            Assert.Equal("false", Text(pod["automountServiceAccountToken"]));
            Assert.Equal("30", Text(pod["terminationGracePeriodSeconds"]));
            Assert.Equal("true", Text(container["securityContext"]!["readOnlyRootFilesystem"]));
            Assert.Equal("false", Text(container["securityContext"]!["allowPrivilegeEscalation"]));
            Assert.Equal(["ALL"], Texts(container["securityContext"]!["capabilities"]!["drop"]));
            Assert.Equal("/tmp", Text(Assert.Single(container["volumeMounts"]!.AsArray())!["mountPath"]));
            Assert.NotNull(Assert.Single(pod["volumes"]!.AsArray())!["emptyDir"]!["sizeLimit"]);
            Assert.NotNull(container["resources"]!["requests"]!["cpu"]);
            Assert.NotNull(container["resources"]!["limits"]!["memory"]);
        });
    }

    [YamlFact]
    public async Task Every_disruption_budget_is_a_service_s()
    {
        var manifests = await ReadAsync();
        var deployments = manifests.Deployments();
        var budgets = manifests.OfKind("PodDisruptionBudget").ToDictionary(Name);

        Assert.All(budgets, budget => Assert.Equal(
            Labels(deployments[budget.Key]), Text(budget.Value["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"])));

        // A budget that wants one of one would keep its node from ever being emptied.
        Assert.All(budgets.Where(budget => budget.Value["spec"]!["minAvailable"] is not null), budget =>
            Assert.True((int)deployments[budget.Key]["spec"]!["replicas"]! > (int)budget.Value["spec"]!["minAvailable"]!, budget.Key));
    }

    [YamlFact]
    public async Task Every_queue_of_what_learns_scales_its_worker_from_zero()
    {
        var manifests = await ReadAsync();
        var deployments = manifests.Deployments();
        var authentication = Name(Assert.Single(manifests.OfKind("TriggerAuthentication")));
        var scaled = manifests.OfKind("ScaledObject").ToDictionary(Name);

        Assert.Equal(Learning.Keys.Order(StringComparer.Ordinal), scaled.Keys.Order(StringComparer.Ordinal));
        Assert.All(scaled, pair =>
        {
            var spec = pair.Value["spec"]!;
            var deployment = deployments[Text(spec["scaleTargetRef"]!["name"])];
            JsonNode[] triggers = [.. spec["triggers"]!.AsArray().Select(trigger => trigger!)];
            Assert.Equal(pair.Key, Name(deployment));
            Assert.Null(deployment["spec"]!["replicas"]);
            Assert.Equal(0, (int)spec["minReplicaCount"]!);
            Assert.Equal(Queues(Learning[pair.Key]), triggers.Select(trigger => Text(trigger["metadata"]!["queueName"])).Order(StringComparer.Ordinal));
            Assert.All(triggers, trigger =>
            {
                Assert.Equal(("rabbitmq", authentication), (Text(trigger["type"]), Text(trigger["authenticationRef"]!["name"])));

                // Only so does a message that is being worked on keep its worker.
                Assert.Equal(("http", "QueueLength"), (Text(trigger["metadata"]!["protocol"]), Text(trigger["metadata"]!["mode"])));
                Assert.True(double.Parse(Text(trigger["metadata"]!["value"]), CultureInfo.InvariantCulture) >= 1);
            });
        });
    }

    [YamlFact]
    public async Task Only_what_learns_asks_for_GPUs()
    {
        var manifests = await ReadAsync();
        var patch = manifests.Kustomization("overlays/gpu")["patches"]!.AsArray().Single(one => Text(one!["target"]!["kind"]) == "Deployment")!;
        var label = Text(patch["target"]!["labelSelector"]).Split('=');
        var chosen = manifests.Deployments().Where(deployment => Text(deployment.Value["metadata"]!["labels"]?[label[0]]) == label[1]).Select(deployment => deployment.Key);

        Assert.Equal(Learning.Keys.Order(StringComparer.Ordinal), chosen.Order(StringComparer.Ordinal));
    }

    [YamlFact]
    public async Task Every_file_is_in_a_kustomization_and_every_file_of_a_kustomization_is_there()
    {
        var manifests = await ReadAsync();
        string[] kustomizations = [.. manifests.Paths.Where(path => Path.GetFileName(path) == "kustomization.yaml").Select(path => Path.GetDirectoryName(path)!)];
        var listed = kustomizations.SelectMany(folder =>
        {
            var kustomization = manifests.Kustomization(folder);
            var generated = (kustomization["configMapGenerator"] ?? kustomization["secretGenerator"])?.AsArray() ?? [];
            return Texts(kustomization["resources"])
                .Concat(Texts(kustomization["components"]))
                .Concat((kustomization["patches"]?.AsArray() ?? []).Select(patch => Text(patch!["path"])))
                .Concat(generated.SelectMany(generator => Texts(generator!["envs"]).Concat(Texts(generator["files"]))))
                .Select(path => Path.GetRelativePath(Folder, Path.GetFullPath(Path.Join(Folder, folder, path))));
        }).ToHashSet(StringComparer.Ordinal);

        var kept = listed.Where(path => !IsBroughtByTheOperator(path));
        Assert.All(kept, path => Assert.True(Path.Exists(Path.Join(Folder, path)), $"{path} is listed and absent"));
        Assert.All(listed.Where(path => path.EndsWith(".env", StringComparison.Ordinal) && IsBroughtByTheOperator(path)), path =>
            Assert.True(File.Exists(Path.Join(Folder, Path.ChangeExtension(path, ".example.env"))), $"{path} has no example"));
        Assert.All(manifests.Paths.Where(path => Path.GetFileName(path) != "kustomization.yaml"), path => Assert.Contains(path, listed));
    }

    [YamlFact]
    public void Examples_hold_no_secret_and_their_token_is_refused()
    {
        var files = Directory.EnumerateFiles(Path.Join(Folder, "components", "secrets"), "*.example.env").Select(path => Path.GetFileName(path)!).ToArray();

        Assert.Equal(3, files.Length);
        Assert.All(files, file => Assert.All(Variables("components", "secrets", file).Values, value => Assert.Contains(Placeholder, value, StringComparison.Ordinal)));
        Assert.True(Variables("components", "secrets", "gateway.example.env").Single().Value.Length < 16);
    }

    [RenderFact]
    public async Task Both_overlays_are_rendered_with_all_components()
    {
        var copy = Directory.CreateTempSubdirectory("dcai-k8s-").FullName;
        try
        {
            foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
            {
                var target = Path.Join(copy, Path.GetRelativePath(Folder, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
                if (file.EndsWith(".example.env", StringComparison.Ordinal))
                {
                    File.Copy(file, target.Replace(".example.env", ".env", StringComparison.Ordinal), overwrite: true);
                }
            }

            using var certificates = new Certificates();
            File.Copy(certificates.Authority, Path.Join(copy, "components", "private-ca", "ca.pem"), overwrite: true);
            foreach (var overlay in new[] { "cpu", "gpu" })
            {
                var file = Path.Join(copy, "overlays", overlay, "kustomization.yaml");
                await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("# - ../", "- ../", StringComparison.Ordinal));
                var (exitCode, output, error) = await RunAsync(RenderFactAttribute.Program!, "kustomize", Path.GetDirectoryName(file)!);
                Assert.True(exitCode == 0, error);
                Assert.Equal(Repository.Programs.Count, Occurrences(output, "kind: Deployment\n"));
                Assert.Equal(Repository.Programs.Count, Occurrences(output, "name: DCAI__STORE__CAFILE\n"));
                Assert.Equal(Learning.Count, Occurrences(output, "kind: ScaledObject\n"));
                Assert.Equal(1, Occurrences(output, "kind: Ingress\n"));
                Assert.Equal(1, Occurrences(output, "configMapTargetRef:\n"));
                Assert.Equal(overlay == "gpu" ? Learning.Count : 0, Occurrences(output, "nvidia.com/gpu: 1\n"));
                Assert.Equal(overlay == "gpu" ? Learning.Count : 0, Occurrences(output, "image: dcai-cuda:"));

                // A name that kustomize did not connect would have no digest behind it.
                Assert.Equal(0, Occurrences(output, "name: dcai-connections\n"));
            }
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static bool IsBroughtByTheOperator(string path) =>
        path.StartsWith("components/secrets/", StringComparison.Ordinal) || path == "components/private-ca/ca.pem";

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static string Probe(JsonNode container, string probe, JsonNode listening)
    {
        var get = container[probe]!["httpGet"]!;
        Assert.Equal(Text(listening["name"]), Text(get["port"]));
        return Text(get["path"]);
    }

    private static string Labels(JsonObject deployment)
    {
        var label = Text(deployment["spec"]!["template"]!["metadata"]!["labels"]!["app.kubernetes.io/name"]);
        Assert.Equal(label, Text(deployment["spec"]!["selector"]!["matchLabels"]!["app.kubernetes.io/name"]));
        return label;
    }

    /// <summary>The patch that names the authority's file; a Deployment in form.</summary>
    private static JsonObject PrivateAuthority(Manifests manifests)
    {
        var path = Text(manifests.Kustomization("components/private-ca")["patches"]![0]!["path"]);
        return Assert.Single(manifests.Documents(Path.Join("components/private-ca", path)));
    }

    /// <summary>The queues that the service's consumers declare.</summary>
    private static IEnumerable<string> Queues(Assembly service) => service.GetTypes()
        .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(IConsumerDefinition)))
        .Select(type => ((IConsumerDefinition)ActivatorUtilities.CreateInstance(Settings, type)).GetEndpointName(KebabCaseEndpointNameFormatter.Instance))
        .Order(StringComparer.Ordinal);

    /// <summary>The Dockerfile's lines of the target that becomes this image.</summary>
    private static string Stage(string image)
    {
        var target = image["dcai-".Length..];
        var stages = Repository.Read("infra", "docker", "Dockerfile").Split("\nFROM ");
        return Assert.Single(stages, stage => stage.Split('\n')[0].EndsWith($" AS {target}", StringComparison.Ordinal));
    }

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version();
}

/// <summary>A test that needs a kubectl whose kustomize knows components, but no cluster.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed partial class RenderFactAttribute : FactAttribute
{
    public RenderFactAttribute() => Skip = Program is null ? "There is no kubectl of 1.21 or later on the PATH: what kustomize makes of the manifests is not looked at." : null;

    public static string? Program { get; } = Find();

    private static string? Find()
    {
        var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Join(folder, "kubectl")).FirstOrDefault(File.Exists);
        if (program is null)
        {
            return null;
        }

        var (_, output, _) = Manifests.RunAsync(program, "version", "--client", "--output=json").GetAwaiter().GetResult();
        return Minor().Match(output) is { Success: true } version && int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) >= 21 ? program : null;
    }

    [GeneratedRegex("\"minor\": *\"([0-9]+)")]
    private static partial Regex Minor();
}
