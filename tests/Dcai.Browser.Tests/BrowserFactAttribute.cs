using Dcai.ReviewGateway;
using Dcai.ReviewGateway.Page;
using Dcai.Tests;

namespace Dcai.Browser.Tests;

/// <summary>A test that needs node, chromium, the built page and the packages of this folder.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (!NodeProcess.IsInstalled)
        {
            Skip = "node is absent: apt-get install --no-install-recommends nodejs npm";
        }
        else if (!File.Exists(Scenario.Chromium))
        {
            Skip = $"{Scenario.Chromium} is absent: apt-get install --no-install-recommends chromium";
        }
        else if (!new PageFiles(typeof(ReviewGatewayModule).Assembly).IsBuilt)
        {
            Skip = "the page was not built before the gateway: ./dcai test builds it";
        }
        else if (!Directory.Exists(Path.Join(Scenario.Folder, "node_modules")))
        {
            Skip = $"the packages are absent: run npm install in {Path.GetRelativePath(GoldenFile.Repository, Scenario.Folder)}";
        }
    }
}
