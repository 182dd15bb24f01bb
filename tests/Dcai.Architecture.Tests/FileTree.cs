using System.Collections.Immutable;

namespace Dcai.Architecture.Tests;

/// <summary>Files by their path from the repository's root, with forward slashes: those on the disk, or invented ones.</summary>
internal sealed class FileTree
{
    private const string Solution = "dcai-workflow.sln";

    private static readonly string[] Built = ["artifacts", "bin", "node_modules", "obj", "TestResults"];

    private readonly ImmutableSortedDictionary<string, Func<string>> _files;

    private FileTree(ImmutableSortedDictionary<string, Func<string>> files) => _files = files;

    public static FileTree Empty { get; } = new(ImmutableSortedDictionary.Create<string, Func<string>>(StringComparer.Ordinal));

    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>The repository that these tests were built in, or the one that <c>DCAI_REPOSITORY</c> names.</summary>
    public static FileTree OfThisRepository()
    {
        var root = Environment.GetEnvironmentVariable("DCAI_REPOSITORY") is { Length: > 0 } named ? named : AppContext.BaseDirectory;
        var folder = new DirectoryInfo(root);
        while (!File.Exists(Path.Join(folder.FullName, Solution)))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException(
                $"There is no {Solution} in {root} or above it: name the repository's folder in DCAI_REPOSITORY.");
        }

        return OfFolder(folder.FullName);
    }

    public string Read(string path) => _files[path]();

    public bool Has(string path) => _files.ContainsKey(path);

    public FileTree With(string path, string content) => new(_files.SetItem(path, () => content));

    public FileTree Without(string path) => new(_files.Remove(path));

    private static FileTree OfFolder(string root)
    {
        var files = Empty._files.ToBuilder();
        var folders = new Stack<string>([root]);
        while (folders.TryPop(out var folder))
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                files.Add(Path.GetRelativePath(root, file).Replace('\\', '/'), () => File.ReadAllText(file));
            }

            foreach (var inner in Directory.EnumerateDirectories(folder).Where(inner => IsSource(Path.GetFileName(inner))))
            {
                folders.Push(inner);
            }
        }

        return new FileTree(files.ToImmutable());
    }

    private static bool IsSource(string folder) => folder[0] != '.' && !Built.Contains(folder, StringComparer.Ordinal);
}
