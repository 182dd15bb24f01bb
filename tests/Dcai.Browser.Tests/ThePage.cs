using Dcai.ReviewGateway;
using Dcai.ReviewGateway.Page;
using Dcai.Tests;

namespace Dcai.Browser.Tests;

public sealed class ThePage
{
    private const int MostCompressedBytes = 200 * 1024;

    private static readonly string Sources = Path.Join(GoldenFile.Repository, "services/review-gateway/web");

    [PageFact]
    public Task Knows_the_API_as_it_is_described() => NodeProcess.RunAsync(
        Sources,
        new Dictionary<string, string>(),
        "node_modules/openapi-typescript/bin/cli.js",
        Path.Join(GoldenFile.Repository, "tests/Dcai.ReviewGateway.Tests/Golden/openapi.json"),
        "--output",
        "src/api/schema.ts",
        "--check");

    [PageFact]
    public Task Keeps_to_its_types() => NodeProcess.RunAsync(
        Sources, new Dictionary<string, string>(), "node_modules/svelte-check/bin/svelte-check", "--tsconfig", "tsconfig.json", "--fail-on-warnings");

    [BrowserFact]
    public void Is_small()
    {
        var assembly = typeof(ReviewGatewayModule).Assembly;
        var files = new PageFiles(assembly);
        var bytes = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("page/", StringComparison.Ordinal))
            .Sum(name => files.Find(name["page/".Length..])!.Compressed.Length);

        Assert.InRange(bytes, 1, MostCompressedBytes);
    }

    /// <summary>A test that needs node and the packages that the page is built with.</summary>
    private sealed class PageFactAttribute : FactAttribute
    {
        public PageFactAttribute()
        {
            if (!NodeProcess.IsInstalled || !Directory.Exists(Path.Join(Sources, "node_modules")))
            {
                Skip = "node or the page's packages are absent: apt-get install --no-install-recommends nodejs npm, then npm install in services/review-gateway/web";
            }
        }
    }
}
