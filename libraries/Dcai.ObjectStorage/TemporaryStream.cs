namespace Dcai.ObjectStorage;

/// <summary>A read-write file in the system's temporary folder that is gone when it is closed.</summary>
public static class TemporaryStream
{
    public static FileStream Create() => new(
        Path.Join(Path.GetTempPath(), $"dcai-{Guid.NewGuid():N}"),
        FileMode.CreateNew,
        FileAccess.ReadWrite,
        FileShare.None,
        1 << 16,
        FileOptions.DeleteOnClose | FileOptions.Asynchronous);
}
