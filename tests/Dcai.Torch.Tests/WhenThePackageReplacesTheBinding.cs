using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Dcai.Torch.Tests;

/// <summary>-p:TorchPackage=…, as far as it shows without the package: what would be compiled and referenced.</summary>
public sealed class WhenThePackageReplacesTheBinding
{
    [Fact]
    public void Only_our_own_files_are_compiled_and_the_package_is_referenced()
    {
        var project = Path.GetFullPath(Path.Combine(Folder(), "../../libraries/Dcai.Torch/Dcai.Torch.csproj"));
        using var evaluated = Evaluate(project, "-p:TorchPackage=TorchSharp-cuda-linux");
        Assert.Equal(["ChannelsLast.cs", "ConvolutionShape.cs", "DoubledConvolution.cs", "FusedBatchNorm.cs", "SafeTensors.cs", "TrainingState.cs", "WinogradConvolution.cs"], Items(evaluated, "Compile").Order());
        Assert.Contains("TorchSharp-cuda-linux", Items(evaluated, "PackageReference"));
        Assert.DoesNotContain(Items(evaluated, "None"), item => item.EndsWith("libdcai_torch.so", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_it_the_binding_is_compiled_and_nothing_is_referenced()
    {
        var project = Path.GetFullPath(Path.Combine(Folder(), "../../libraries/Dcai.Torch/Dcai.Torch.csproj"));
        using var evaluated = Evaluate(project);
        Assert.Contains("TorchSharp/Tensor.cs", Items(evaluated, "Compile"));
        Assert.Empty(Items(evaluated, "PackageReference"));
    }

    private static JsonDocument Evaluate(string project, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getItem:Compile", "-getItem:PackageReference", "-getItem:None", "-nodeReuse:false", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        return JsonDocument.Parse(output);
    }

    private static List<string> Items(JsonDocument evaluated, string kind) =>
        [.. evaluated.RootElement.GetProperty("Items").GetProperty(kind).EnumerateArray().Select(item => item.GetProperty("Identity").GetString()!.Replace('\\', '/'))];

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
