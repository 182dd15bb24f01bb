namespace Dcai.Architecture.Tests;

/// <summary>The projects of a tree and how they refer to each other.</summary>
internal sealed class House
{
    private readonly Dictionary<string, Project> _byPath;

    public House(FileTree files)
    {
        Files = files;
        Projects = [.. files.Paths.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal)).Select(path => new Project(path, files.Read(path)))];
        _byPath = Projects.ToDictionary(project => project.Path, StringComparer.Ordinal);
    }

    public FileTree Files { get; }

    public IReadOnlyList<Project> Projects { get; }

    public IEnumerable<Project> In(string room) => Projects.Where(project => project.Room == room);

    public IEnumerable<Project> Named(string name) => Projects.Where(project => project.Name == name);

    public IEnumerable<string> FilesIn(string folder, string ending) =>
        Files.Paths.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(ending, StringComparison.Ordinal));

    /// <summary>The shortest way over project references, both ends included; null where there is none.</summary>
    public IReadOnlyList<string>? Way(Project from, string to)
    {
        var ways = new Queue<IReadOnlyList<Project>>([[from]]);
        var seen = new HashSet<string>(StringComparer.Ordinal) { from.Path };
        while (ways.TryDequeue(out var way))
        {
            if (way[^1].Name == to)
            {
                return [.. way.Select(project => project.Name)];
            }

            foreach (var reference in way[^1].References.Where(seen.Add))
            {
                if (_byPath.TryGetValue(reference, out var next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }
}
