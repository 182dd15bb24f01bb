namespace Dcai.ObjectStorage.Tests;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dcai-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
