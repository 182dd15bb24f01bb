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

[NeedsS3Server]
public sealed class WhenObjectsAreInABucket : ObjectStoreSpecification, IDisposable
{
    private readonly string prefix = $"t{Guid.NewGuid():N}";
    private readonly List<S3ObjectStore> stores = [];

    public void Dispose() => stores.ForEach(store => store.Dispose());

    protected override async Task<IObjectStore> OpenAsync()
    {
        stores.Add(await S3ObjectStore.OpenAsync(S3Server.Options(prefix)));
        return stores[^1];
    }
}
