using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Dcai.Hosting.Tests;

/// <summary>docker-compose.yml as Compose itself understands it: every service is there, and is told only what it listens to.</summary>
public sealed partial class WhenTheComposeFileIsRead
{
    [ComposeFact]
    public async Task Every_service_of_the_house_is_in_it()
    {
        var config = await ConfigAsync();

        Assert.Equal(Repository.Programs.Values.Order(StringComparer.Ordinal), Command().Matches(config).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [ComposeFact]
    public async Task Every_variable_is_a_setting()
    {
        var config = await ConfigAsync();

        string[] names = [.. Variable().Matches(config).Select(match => match.Groups[1].Value).Distinct()];
        Assert.Contains("DCAI__BUS__URL", names);
        Assert.All(names, name => Assert.True(SettingNames.IsSetting(name), $"{name} is no setting"));
    }

    [ComposeFact]
    public async Task A_broker_and_a_store_that_encrypt_are_named_by_variables()
    {
        var config = await ConfigAsync(("DCAI_BROKER_SCHEME", "amqps"), ("DCAI_BROKER_HOST", "rabbitmq.example.org:5671"), ("DCAI_CA_FILE", "/certificates/ca.pem"), ("DCAI_BROKER_CA", "/etc/dcai/ca.pem"), ("DCAI_S3_CA", "/etc/dcai/ca.pem"));

        Assert.Contains("DCAI__BUS__URL: amqps://dcai:b@rabbitmq.example.org:5671/", config, StringComparison.Ordinal);
        Assert.Equal(Repository.Programs.Count, Regex.Count(config, "DCAI__BUS__CAFILE: /etc/dcai/ca.pem"));
        Assert.Equal(Repository.Programs.Count, Regex.Count(config, "DCAI__STORE__CAFILE: /etc/dcai/ca.pem"));
        Assert.Equal(Repository.Programs.Count, Regex.Count(config, "/certificates/ca.pem:/etc/dcai/ca.pem:ro"));
    }

    [ComposeFact]
    public async Task Only_what_learns_is_given_a_GPU()
    {
        var (exitCode, config, error) = await ComposeAsync(Secrets, "infra/docker/cuda.yml");

        Assert.True(exitCode == 0, error);
        Assert.Equal(4, Regex.Count(config, "driver: nvidia"));
        Assert.Equal(4, Regex.Count(config, "image: dcai-cuda"));
        Assert.Equal(4, Regex.Count(config, "target: cuda"));
        Assert.DoesNotContain("dcai-torch", config, StringComparison.Ordinal);
        Assert.Equal(Repository.Programs.Count - 4, Regex.Count(config, "image: dcai-slim"));
    }

    [ComposeFact]
    public async Task Secrets_are_asked_for_by_name()
    {
        var (exitCode, _, error) = await ComposeAsync(new Dictionary<string, string>());

        Assert.NotEqual(0, exitCode);
        Assert.Matches("set DCAI_[A-Z0-9_]+ in .env", error);
    }

    [Fact]
    public void The_example_names_every_secret()
    {
        var compose = Repository.Read("docker-compose.yml");
        var example = Repository.Read("infra", "docker", "example.env");

        Assert.All(Secret().Matches(compose).Select(match => match.Groups[1].Value).Distinct(), name => Assert.Contains($"\n{name}=", example, StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_holds_every_service()
    {
        var dockerfile = Repository.Read("infra", "docker", "Dockerfile");

        Assert.All(
            Repository.Programs.Keys,
            name => Assert.Contains($"COPY --from=build /app/{name} /app/{name}", dockerfile, StringComparison.Ordinal));
    }

    private static IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string>
    {
        ["DCAI_TOKEN"] = "at-least-sixteen-characters",
        ["DCAI_BROKER_PASSWORD"] = "b",
        ["DCAI_S3_ACCESS_KEY"] = "c",
        ["DCAI_S3_SECRET_KEY"] = "d",
    };

    private static async Task<string> ConfigAsync(params (string Name, string Value)[] variables)
    {
        var all = new Dictionary<string, string>(Secrets);
        foreach (var (name, value) in variables)
        {
            all[name] = value;
        }

        var (exitCode, output, error) = await ComposeAsync(all);
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Error)> ComposeAsync(IReadOnlyDictionary<string, string> variables, params string[] overrides)
    {
        // Whoever has a .env of his own must not change what is tested.
        var nothing = Path.GetTempFileName();
        string[] files = [.. new[] { "docker-compose.yml" }.Concat(overrides).SelectMany(file => new[] { "--file", Path.Join(Repository.Root, file) })];
        var start = new ProcessStartInfo(ComposeFactAttribute.Program, [.. files, "--env-file", nothing, "config"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        File.Delete(nothing);
        return (process.ExitCode, await output, await error);
    }

    [GeneratedRegex(@"- (/app/\S+\.dll)")]
    private static partial Regex Command();

    [GeneratedRegex(@"(DCAI__[A-Za-z_-]+):")]
    private static partial Regex Variable();

    [GeneratedRegex(@"\$\{(DCAI_[A-Z0-9_]+):\?")]
    private static partial Regex Secret();
}

/// <summary>A test that needs Debian's docker-compose, but no Docker.</summary>
internal sealed class ComposeFactAttribute : FactAttribute
{
    public const string Program = "/usr/bin/docker-compose";

    public ComposeFactAttribute() => Skip = File.Exists(Program) ? null : $"{Program} is absent: apt-get install --no-install-recommends docker-compose";
}
