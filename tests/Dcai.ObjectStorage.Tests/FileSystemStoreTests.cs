using System.Globalization;
using System.Text;
using Dcai.Testing;
using Xunit.Abstractions;

namespace Dcai.ObjectStorage.Tests;

public sealed class WhenAWriterIsKilled : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public static TheoryData<string, string> Cuts
    {
        get
        {
            var cuts = new TheoryData<string, string>();
            foreach (var step in Enum.GetNames<FileStep>())
            {
                cuts.Add("create", step);
                cuts.Add("replace", step);
            }

            return cuts;
        }
    }

    public void Dispose() => directory.Dispose();

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Between_any_two_steps_the_old_state_or_the_new_one_is_there(string operation, string step)
    {
        using (var before = new FileSystemObjectStore(directory.Path))
        {
            await before.PutAsync("other/replaced", ChildProcess.Content(4));
        }

        using var child = ChildProcess.Start("cut", directory.Path, operation, step);
        var (exitCode, _) = await Programs.EndAsync(child);
        Assert.Equal(137, exitCode);

        using var store = new FileSystemObjectStore(directory.Path);
        Assert.Single(Directory.GetDirectories(Path.Join(directory.Path, ".tmp")));
        var key = $"cut/{operation}";
        var content = ChildProcess.Content(operation == "create" ? 3 : 5);
        var isThere = Enum.Parse<FileStep>(step) >= FileStep.Named;
        Assert.Equal(isThere ? content : null, await store.TryGetAsync(key));
        Assert.Equal(isThere, await store.ListAsync("cut/").AnyAsync());
        Assert.True((await store.PutIfAbsentAsync(key, content)).Created);
        Assert.Equal(ChildProcess.Content(4), await store.TryGetAsync("other/replaced"));
    }

    [Fact]
    public async Task At_random_moments_everything_acknowledged_is_there_and_nothing_is_half_written()
    {
        var random = new Random(1);
        var acknowledged = -1;
        for (var life = 0; life < 6; life++)
        {
            using var child = ChildProcess.Start("put-loop", directory.Path, (acknowledged + 1).ToString(CultureInfo.InvariantCulture));
            for (var left = random.Next(1, 30); left > 0; left--)
            {
                var line = await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60));
                acknowledged = int.Parse(line!, CultureInfo.InvariantCulture);
            }

            child.Kill();
            var (_, rest) = await Programs.EndAsync(child);
            acknowledged = rest.Split('\n').SkipLast(1).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).LastOrDefault(acknowledged);

            using var store = new FileSystemObjectStore(directory.Path);
            Assert.Single(Directory.GetDirectories(Path.Join(directory.Path, ".tmp")));
            foreach (var (key, content) in Enumerable.Range(0, acknowledged + 1).SelectMany(ChildProcess.Turn))
            {
                Assert.Equal(content.ToArray(), await store.TryGetAsync(key));
            }

            foreach (var info in await store.ListAsync("loop/").ToListAsync())
            {
                if (info.Key != "loop/latest")
                {
                    var number = int.Parse(Path.GetFileName(info.Key), CultureInfo.InvariantCulture);
                    Assert.Equal(ChildProcess.Content(number), await store.TryGetAsync(info.Key));
                }
            }

            var latest = Encoding.ASCII.GetString((await store.TryGetAsync("loop/latest"))!).Split(' ');
            Assert.Equal(2_000, latest.Length);
            Assert.InRange(int.Parse(Assert.Single(latest.Distinct()), CultureInfo.InvariantCulture), acknowledged, acknowledged + 1);
        }
    }
}

public sealed class WhenSeveralProcessesWrite : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task One_of_them_wins_each_race_and_all_see_its_bytes()
    {
        var children = Enumerable.Range(0, 4).Select(number => ChildProcess.Start("race", directory.Path, $"process {number}")).ToArray();
        foreach (var child in children)
        {
            Assert.Equal("ready", await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
        }

        foreach (var child in children)
        {
            await child.StandardInput.WriteLineAsync("go");
        }

        var outputs = await Task.WhenAll(children.Select(Programs.EndAsync));

        Assert.All(outputs, output => Assert.Equal(0, output.ExitCode));
        var lines = outputs.SelectMany(output => output.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Select(line => line.Split(' ', 3));
        foreach (var race in lines.GroupBy(line => line[0]))
        {
            Assert.Equal(children.Length, race.Count());
            Assert.Single(race, line => line[1] == "True");
            Assert.Single(race.Select(line => line[2]).Distinct());
        }
    }

    [Fact]
    public async Task Opening_the_store_spares_the_unfinished_files_of_those_that_live()
    {
        using var first = new FileSystemObjectStore(directory.Path);
        using var second = new FileSystemObjectStore(directory.Path);
        Assert.Equal(2, Directory.GetDirectories(Path.Join(directory.Path, ".tmp")).Length);
        Assert.True((await first.PutIfAbsentAsync("a", "1"u8.ToArray())).Created);
        Assert.False((await second.PutIfAbsentAsync("a", "2"u8.ToArray())).Created);
    }

    [Fact]
    public async Task A_folder_that_was_tidied_away_is_created_again()
    {
        using var store = new FileSystemObjectStore(directory.Path);
        await store.PutIfAbsentAsync("a/b/c", "1"u8.ToArray());
        Directory.Delete(Path.Join(directory.Path, "a"), recursive: true);
        Assert.True((await store.PutIfAbsentAsync("a/b/d", "2"u8.ToArray())).Created);
        Directory.Delete(Path.Join(directory.Path, "a"), recursive: true);
        await store.PutAsync("a/b/d", "3"u8.ToArray());
        Assert.Equal("3"u8.ToArray(), await store.TryGetAsync("a/b/d"));
    }
}

public sealed class WhenTheDiskIsFull : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [SmallDiskFact]
    public async Task One_line_says_so_nothing_is_half_written_and_freed_space_is_enough_to_go_on()
    {
        using var child = SmallDisk.Start(directory.Path, "dotnet", "exec", typeof(ChildProcess).Assembly.Location, "fill", directory.Path);

        var (exitCode, output) = await Programs.EndAsync(child);

        Assert.Equal(
            $"The store's disk is full: {directory.Path}; free some space and run the same command again.\nwhole True\nagain True\n", output);
        Assert.Equal(0, exitCode);
    }
}

public sealed class WhenTheFolderCannotHoldTheStore(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_file_in_its_place_is_named()
    {
        var file = Path.Join(directory.Path, "file");
        File.WriteAllText(file, "in the way");

        var exception = Assert.Throws<ObjectStoreException>(() => new FileSystemObjectStore(file));

        output.WriteLine(exception.Message);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Fact]
    public async Task A_key_that_is_a_folder_of_others_is_named()
    {
        using var store = new FileSystemObjectStore(directory.Path);
        await store.PutIfAbsentAsync("a/b", "1"u8.ToArray());

        var exceptions = new[]
        {
            await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutIfAbsentAsync("a", "2"u8.ToArray())),
            await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutAsync("a", "2"u8.ToArray())),
            await Assert.ThrowsAsync<ObjectStoreException>(() => store.PutIfAbsentAsync("a/b/c", "3"u8.ToArray())),
        };

        Assert.All(exceptions, exception => Assert.Contains("a", exception.Message, StringComparison.Ordinal));
        Assert.Equal(["a/b"], await store.ListAsync("").Select(info => info.Key).ToListAsync());
    }
}

public sealed class WhenADataFolderIsLocked : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_second_process_is_told_who_holds_it_until_the_holder_is_killed()
    {
        using var child = ChildProcess.Start("hold-lock", directory.Path);
        Assert.Equal("held", await child.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));

        var exception = Assert.Throws<ObjectStoreException>(() => DataDirectoryLock.Acquire(directory.Path));

        Assert.Equal($"The data folder {directory.Path} is in use by process {child.Id}; stop it first, or choose another folder.", exception.Message);
        child.Kill();
        await Programs.EndAsync(child);
        DataDirectoryLock.Acquire(directory.Path).Dispose();
    }

    [Fact]
    public async Task The_lock_is_no_object_of_a_store_in_the_same_folder()
    {
        using var held = DataDirectoryLock.Acquire(directory.Path);
        using var store = new FileSystemObjectStore(directory.Path);
        Assert.False(await store.ListAsync("").AnyAsync());
    }
}
