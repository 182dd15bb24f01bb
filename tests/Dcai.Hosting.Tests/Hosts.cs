using Microsoft.Extensions.Configuration;

namespace Dcai.Hosting.Tests;

/// <summary>A data folder of its own for each test, and settings over it.</summary>
internal sealed class DataFolder : IDisposable
{
    public string Root { get; } = Path.Join(Path.GetTempPath(), $"dcai-hosting-{Guid.NewGuid():N}");

    public IConfiguration Configure(params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Dcai:Store:Root"] = Root,
            ["Dcai:Bus:Transport"] = "InMemory",
            ["Dcai:Log:Level"] = "Fatal",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(all).Build();
    }

    public void Dispose()
    {
        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
