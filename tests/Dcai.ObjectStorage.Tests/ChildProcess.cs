using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dcai.Testing;

namespace Dcai.ObjectStorage.Tests;

/// <summary>This assembly as a program of its own: what the tests of several processes start, kill and read.</summary>
internal static class ChildProcess
{
    public static async Task<int> Main(string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        try
        {
            switch (arguments)
            {
                case ["put-loop", var root, var first]:
                    await PutLoopAsync(root, int.Parse(first, CultureInfo.InvariantCulture));
                    return 0;
                case ["cut", var root, var operation, var step]:
                    await CutAsync(root, operation, Enum.Parse<FileStep>(step));
                    return 0;
                case ["race", var root, var name]:
                    await RaceAsync(root, name);
                    return 0;
                case ["fill", var root]:
                    await FillAsync(root);
                    return 0;
                case ["hold-lock", var root]:
                    using (DataDirectoryLock.Acquire(root))
                    {
                        await Console.Out.WriteLineAsync("held");
                        await Console.In.ReadLineAsync();
                        return 0;
                    }

                default:
                    await Console.Error.WriteLineAsync("This program is started by the tests.");
                    return 2;
            }
        }
        catch (ObjectStoreException exception)
        {
            await Console.Out.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>The content of object <paramref name="number"/>: from nothing to 100 kB, different for each.</summary>
    public static byte[] Content(int number)
    {
        var content = new byte[number * 7919 % 100_000];
        new Random(number).NextBytes(content);
        return content;
    }

    /// <summary>What one turn of the loop puts: many at once, and a single one every third time.</summary>
    public static IEnumerable<(string Key, ReadOnlyMemory<byte> Content)> Turn(int turn) =>
        Enumerable.Range(turn * 20, turn % 3 == 0 ? 1 : 20).Select(number => ($"loop/{number % 7}/{number:D6}", (ReadOnlyMemory<byte>)Content(number)));

    public static Process Start(params string[] arguments) => Programs.Start("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, .. arguments]);

    private static async Task PutLoopAsync(string root, int first)
    {
        using var store = new FileSystemObjectStore(root);
        for (var turn = first; ; turn++)
        {
            await Task.WhenAll(Turn(turn).Select(put => store.PutIfAbsentAsync(put.Key, put.Content)));
            await store.PutAsync("loop/latest", Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Repeat(turn, 2_000))));
            await Console.Out.WriteLineAsync(turn.ToString(CultureInfo.InvariantCulture));
            await Console.Out.FlushAsync();
        }
    }

    private static async Task CutAsync(string root, string operation, FileStep at)
    {
        using var store = new FileSystemObjectStore(root, step =>
        {
            if (step == at)
            {
                // SIGKILL to oneself: nothing of this process runs after it, no finally and no finalizer.
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        });
        if (operation == "create")
        {
            await store.PutIfAbsentAsync("cut/create", Content(3));
        }
        else
        {
            await store.PutAsync("cut/replace", Content(5));
        }
    }

    private static async Task RaceAsync(string root, string name)
    {
        using var store = new FileSystemObjectStore(root);
        await Console.Out.WriteLineAsync("ready");
        await Console.In.ReadLineAsync();
        for (var race = 0; race < 50; race++)
        {
            var put = await store.PutIfAbsentAsync($"race/{race:D2}", Encoding.ASCII.GetBytes($"{name} {race}"));
            await Console.Out.WriteLineAsync($"{race} {put.Created} {Encoding.ASCII.GetString(put.Existing.Span)}");
        }
    }

    /// <summary>Fills a small disk, says how that failed, makes room and goes on.</summary>
    private static async Task FillAsync(string root)
    {
        using var store = new FileSystemObjectStore(root);
        var stored = 0;
        try
        {
            for (; stored < 1_000; stored++)
            {
                await store.PutIfAbsentAsync($"fill/{stored:D4}", new byte[50_000]);
            }
        }
        catch (ObjectStoreException exception)
        {
            await Console.Out.WriteLineAsync(exception.Message);
        }

        var listed = await store.ListAsync("fill/").ToListAsync();
        await Console.Out.WriteLineAsync($"whole {stored > 0 && listed.Count == stored && listed.All(info => info.SizeBytes == 50_000)}");
        await store.DeleteAsync("fill/0000");
        var put = await store.PutIfAbsentAsync("fill/again", new byte[50_000]);
        await Console.Out.WriteLineAsync($"again {put.Created}");
    }
}
