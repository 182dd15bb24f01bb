using System.Diagnostics;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Dcai.Imaging.Tests;

public sealed class WhenTheCompetitionsImagesAreRead(ITestOutputHelper output)
{
    [RomanMnistFact]
    public void Every_file_decodes_to_the_size_of_its_header()
    {
        var files = Directory.GetFiles(Path.Combine(RomanMnistFactAttribute.Root, "original"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(2880, files.Length);

        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var header = ImageHeader.Read(bytes);
            var image = ImageDecoder.Decode(bytes, PixelFormat.Gray8);
            Assert.Equal((header.Width, header.Height), (image.Width, image.Height));
        }
    }

    [RomanMnistFact]
    public void Their_gray_is_that_of_Pillow()
    {
        var files = Directory.GetFiles(Path.Combine(RomanMnistFactAttribute.Root, "label_book"), "*.png", SearchOption.AllDirectories);
        var pillow = Run("/usr/bin/python3", ["-c", PillowScript, .. files]);
        if (pillow is null)
        {
            output.WriteLine("not compared: /usr/bin/python3 with Pillow is absent (apt-get install python3-pil)");
            return;
        }

        var digests = pillow.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(files.Length, digests.Length);
        for (var i = 0; i < files.Length; i++)
        {
            var pixels = ImageDecoder.Decode(File.ReadAllBytes(files[i]), PixelFormat.Gray8).Pixels;
            Assert.Equal(digests[i], Convert.ToHexStringLower(SHA256.HashData(pixels)));
        }
    }

    private const string PillowScript =
        "import sys, hashlib; from PIL import Image\n"
        + "for f in sys.argv[1:]: print(hashlib.sha256(Image.open(f).convert('L').tobytes()).hexdigest())";

    private static string? Run(string program, IEnumerable<string> arguments)
    {
        if (!File.Exists(program))
        {
            return null;
        }

        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var standardOutput = process.StandardOutput.ReadToEnd();
        var standardError = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0 || standardError.Contains("No module named 'PIL'", StringComparison.Ordinal), standardError);
        return process.ExitCode == 0 ? standardOutput : null;
    }
}
