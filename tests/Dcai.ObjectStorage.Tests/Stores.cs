namespace Dcai.ObjectStorage.Tests;

public sealed class WhenObjectsAreInMemory : ObjectStoreSpecification
{
    private readonly InMemoryObjectStore store = new();

    protected override Task<IObjectStore> OpenAsync() => Task.FromResult<IObjectStore>(store);
}

public sealed class WhenObjectsAreFiles : ObjectStoreSpecification, IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly List<FileSystemObjectStore> stores = [];

    public void Dispose()
    {
        stores.ForEach(store => store.Dispose());
        directory.Dispose();
    }

    protected override Task<IObjectStore> OpenAsync()
    {
        stores.Add(new FileSystemObjectStore(directory.Path));
        return Task.FromResult<IObjectStore>(stores[^1]);
    }
}
