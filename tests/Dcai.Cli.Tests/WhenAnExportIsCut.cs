using Dcai.Cli.Export;
using Dcai.Testing;

namespace Dcai.Cli.Tests;

public sealed class WhenAnExportIsCut : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Formats => [.. ExportFormats.All];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_killed_process_leaves_what_the_next_one_completes_to_the_same_bytes(string format)
    {
        // Training images fill one shard and a part of the second: the kill falls into that one.
        const int count = 2 * (ShardLayout.ImagesPerShard + 200);
        const int readsBeforeTheKill = ShardLayout.ImagesPerShard + 100;
        var whole = new GeneratedImages(count);
        await whole.ExportAsync(_folder.Of("whole"), format);
        var images = new GeneratedImages(count);
        await using var server = await ServedImages.StartAsync(images);
        server.HoldAfter = readsBeforeTheKill;

        using (var killed = Start(server.Export(_folder.Of("cut"), format)))
        {
            await server.Held.WaitAsync(Deadline);
            killed.Kill();
            Assert.Equal(137, (await Programs.EndAsync(killed)).ExitCode);
        }

        Assert.False(File.Exists(_folder.Of("cut/release.json")));
        (await CommandRun.OfAsync("verify", _folder.Of("cut"))).FailedWith(1, "holds no finished export");
        var before = images.Reads;
        server.HoldAfter = int.MaxValue;
        using var again = Start(server.Export(_folder.Of("cut"), format));
        var (exitCode, output) = await Programs.EndAsync(again);

        Assert.True(exitCode == 0, output);
        Assert.InRange(images.Reads - before, 1, count - ShardLayout.ImagesPerShard);
        Assert.Equal(0, (await CommandRun.OfAsync("verify", _folder.Of("cut"))).ExitCode);
        Assert.Equal(_folder.BytesOf("whole"), _folder.BytesOf("cut"));
    }

    [SmallDiskFact]
    public async Task A_disk_that_is_full_is_said_in_one_line_and_with_more_room_the_same_command_goes_on()
    {
        const int count = 400;
        var images = new GeneratedImages(count, sizeBytes: 4000);
        await using var server = await ServedImages.StartAsync(images);
        foreach (var format in ExportFormats.All)
        {
            var disk = Directory.CreateDirectory(_folder.Of(format)).FullName;
            var directory = Path.Join(disk, "export");
            var script = """
                disk=$1; verify=$2; directory=$3; shift 3
                "$@"; echo "exit $?"
                mount -o remount,size=64m "$disk"
                "$@" && dotnet "$verify" verify "$directory"; echo "exit $?"
                """;
            using var child = SmallDisk.Start(disk, ["sh", "-c", script, "sh", disk, Path.Join(AppContext.BaseDirectory, "dcai.dll"), directory, .. server.Export(directory, format)]);

            var (_, output) = await Programs.EndAsync(child);

            Assert.Matches($"""
                ^exit 1
                {count} images with certificates in {directory} \(manifest [0-9a-f]+\)
                numerals, release 2: {count} images, [0-9]+ files, all as they were exported \(manifest [0-9a-f]+\)
                exit 0
                dcai: the disk of {directory} is full after [0-9]+ images: make room and run the same command again, it goes on from there
                $
                """, output);
        }
    }

    private static System.Diagnostics.Process Start(string[] command) => Programs.Start(command[0], command[1..]);
}
