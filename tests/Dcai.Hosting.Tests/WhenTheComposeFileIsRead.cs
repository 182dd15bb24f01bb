using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Dcai.Hosting.Tests;

/// <summary>docker-compose.yml as Compose itself understands it: every service is there, and is told only what it listens to.</summary>
public sealed partial class WhenTheComposeFileIsRead
{
    private static readonly string Repository = FindRepository();

    [ComposeFact]
    public async Task Every_service_of_the_house_is_in_it()
    {
        var config = await ConfigAsync();

        var services = Directory.EnumerateFiles(Path.Join(Repository, "services"), "*.csproj", SearchOption.AllDirectories)
            .Select(project => $"/app/{Path.GetFileName(Path.GetDirectoryName(project))}/{Path.GetFileNameWithoutExtension(project)}.dll")
            .Where(command => !command.Contains("AllInOne", StringComparison.Ordinal));
        Assert.Equal(services.Order(StringComparer.Ordinal), Command().Matches(config).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
    }

    [ComposeFact]
    public async Task Every_variable_is_a_setting()
    {
        var config = await ConfigAsync();

        string[] names = [.. Variable().Matches(config).Select(match => match.Groups[1].Value).Distinct()];
        Assert.Contains("BUS__URL", names);
        Assert.All(names, name => Assert.True(IsSetting(name), $"DCAI__{name} is no setting"));
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
        var compose = File.ReadAllText(Path.Join(Repository, "docker-compose.yml"));
        var example = File.ReadAllText(Path.Join(Repository, "infra", "docker", "example.env"));

        Assert.All(Secret().Matches(compose).Select(match => match.Groups[1].Value).Distinct(), name => Assert.Contains($"\n{name}=", example, StringComparison.Ordinal));
    }

    [Fact]
    public void The_image_holds_every_service()
    {
        var dockerfile = File.ReadAllText(Path.Join(Repository, "infra", "docker", "Dockerfile"));

        Assert.All(
            Directory.EnumerateDirectories(Path.Join(Repository, "services")).Select(folder => Path.GetFileName(folder)!).Where(name => name != "all-in-one"),
            name => Assert.Contains($"COPY --from=build /app/{name} /app/{name}", dockerfile, StringComparison.Ordinal));
    }

    /// <summary>STORE__KIND is a property of a property; one with a service's name is that service's own.</summary>
    private static bool IsSetting(string name)
    {
        var parts = name.Split("__");
        if (Directory.Exists(Path.Join(Repository, "services", parts[0])))
        {
            return true;
        }

        var type = typeof(DcaiOptions);
        foreach (var part in parts)
        {
            if (type.GetProperties().FirstOrDefault(property => property.Name.Equals(part, StringComparison.OrdinalIgnoreCase)) is not { } property)
            {
                return false;
            }

            type = property.PropertyType;
        }

        return true;
    }

    private static async Task<string> ConfigAsync()
    {
        var (exitCode, output, error) = await ComposeAsync(new Dictionary<string, string>
        {
            ["DCAI_TOKEN"] = "at-least-sixteen-characters",
            ["DCAI_BROKER_PASSWORD"] = "b",
            ["DCAI_S3_ACCESS_KEY"] = "c",
            ["DCAI_S3_SECRET_KEY"] = "d",
        });
        Assert.True(exitCode == 0, error);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Error)> ComposeAsync(IReadOnlyDictionary<string, string> variables)
    {
        // Whoever has a .env of his own must not change what is tested.
        var nothing = Path.GetTempFileName();
        var start = new ProcessStartInfo(ComposeFactAttribute.Program, ["--file", Path.Join(Repository, "docker-compose.yml"), "--env-file", nothing, "config"])
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

    private static string FindRepository()
    {
        var folder = Environment.GetEnvironmentVariable("DCAI_REPOSITORY") is { Length: > 0 } named ? named : AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "dcai-workflow.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no dcai-workflow.sln here or above: name its folder in DCAI_REPOSITORY.");
        }

        return folder;
    }

    [GeneratedRegex(@"- (/app/\S+\.dll)")]
    private static partial Regex Command();

    [GeneratedRegex(@"DCAI__([A-Za-z_-]+):")]
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
