namespace Dcai.Hosting.Tests;

/// <summary>Where the files are that say how services are run.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Every service but the one that is all of them: its name, and its program as the image has it.</summary>
    public static IReadOnlyDictionary<string, string> Programs { get; } = Directory
        .EnumerateFiles(Path.Join(Root, "services"), "*.csproj", SearchOption.AllDirectories)
        .Where(project => !project.Contains("all-in-one", StringComparison.Ordinal))
        .ToDictionary(
            project => Path.GetFileName(Path.GetDirectoryName(project)!),
            project => $"/app/{Path.GetFileName(Path.GetDirectoryName(project))}/{Path.GetFileNameWithoutExtension(project)}.dll");

    public static string Read(params string[] path) => File.ReadAllText(Path.Join([Root, .. path]));

    private static string Find()
    {
        var folder = Environment.GetEnvironmentVariable("DCAI_REPOSITORY") is { Length: > 0 } named ? named : AppContext.BaseDirectory;
        while (!File.Exists(Path.Join(folder, "dcai-workflow.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("There is no dcai-workflow.sln here or above: name its folder in DCAI_REPOSITORY.");
        }

        return folder;
    }
}
