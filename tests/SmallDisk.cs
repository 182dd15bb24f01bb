using System.Diagnostics;

namespace Dcai.Testing;

/// <summary>A file system of one megabyte, in a mount namespace of its own: it is gone with the process that was started in it.</summary>
internal static class SmallDisk
{
    private static readonly Lazy<string?> Found = new(Look);

    public static string? Absence => Found.Value;

    public static Process Start(string mountPoint, params string[] command) => Programs.Start(
        "unshare",
        ["--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs \"$1\" && shift && exec \"$@\"", "sh", mountPoint, .. command]);

    private static string? Look()
    {
        var directory = Directory.CreateTempSubdirectory("dcai-small-disk-");
        try
        {
            using var process = Start(directory.FullName, "true");
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"needs a small disk, and this machine lets nobody mount one: {errors.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"needs a small disk, made with unshare(1): {exception.Message}";
        }
        finally
        {
            directory.Delete();
        }
    }
}

internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.Absence;
}
