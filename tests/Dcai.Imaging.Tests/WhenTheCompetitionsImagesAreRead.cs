using System.Diagnostics;
using System.Security.Cryptography;

namespace Dcai.Imaging.Tests;

public sealed class WhenTheCompetitionsImagesAreRead
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

    [RomanMnistFact(needsPillow: true)]
    public void Their_gray_is_that_of_Pillow()
    {
        var files = Directory.GetFiles(Path.Combine(RomanMnistFactAttribute.Root, "label_book"), "*.png", SearchOption.AllDirectories);

        var digests = Run("/usr/bin/python3", ["-c", PillowScript, .. files]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

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

    private static string Run(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
