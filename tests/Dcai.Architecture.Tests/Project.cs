using System.Xml.Linq;

namespace Dcai.Architecture.Tests;

/// <summary>What a project file says, whatever its conditions.</summary>
internal sealed class Project
{
    private readonly XElement _root;

    public Project(string path, string content)
    {
        Path = path;
        _root = XDocument.Parse(content).Root!;
        References = [.. Includes("ProjectReference").Select(Resolve)];
    }

    /// <summary>From the repository's root, such as <c>libraries/Dcai.Work/Dcai.Work.csproj</c>.</summary>
    public string Path { get; }

    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>The top-level folder: contracts, libraries, services, cli, tests or bench.</summary>
    public string Room => Path.Split('/')[0];

    /// <summary>With a slash at its end.</summary>
    public string Folder => Path[..(Path.LastIndexOf('/') + 1)];

    /// <summary>The referenced projects' paths from the repository's root.</summary>
    public IReadOnlyList<string> References { get; }

    public IEnumerable<XElement> Packages => Items("PackageReference");

    /// <summary>Items of one kind, such as <c>PackageReference</c>.</summary>
    public IEnumerable<XElement> Items(string kind) => _root.Descendants().Where(element => element.Name.LocalName == kind);

    /// <summary>What the items of one kind include.</summary>
    public IEnumerable<string> Includes(string kind) => Items(kind)
        .SelectMany(item => ((string?)item.Attribute("Include") ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>A path in this project file, as one from the repository's root.</summary>
    public string Resolve(string include)
    {
        var segments = new Stack<string>();
        foreach (var segment in (Folder + include.Replace('\\', '/')).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".." && segments.Count > 0)
            {
                segments.Pop();
            }
            else if (segment != ".")
            {
                segments.Push(segment);
            }
        }

        return string.Join('/', segments.Reverse());
    }
}
