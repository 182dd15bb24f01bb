using System.Runtime.CompilerServices;

namespace Dcai.ObjectStorage;

/// <summary>Objects in this process's memory, gone with it: for tests and simulations, never for data.</summary>
/// <param name="time">The clock of <see cref="ObjectInfo.LastModified"/>; the system's by default.</param>
public sealed class InMemoryObjectStore(TimeProvider? time = null) : IObjectStore
{
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private readonly Lock gate = new();
    private readonly SortedList<string, (byte[] Content, DateTimeOffset LastModified)> objects = new(StringComparer.Ordinal);

    /// <summary>
    /// Called before and after each operation; what it throws, the caller of the operation sees. Before: nothing has happened. After: it has
    /// happened, and the answer is lost. So a test can cut anywhere, and counting the calls shows every place to cut.
    /// </summary>
    public StoreFault? Fault { get; set; }

    public async Task<PutResult> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return await PerformAsync(StoreOperation.PutIfAbsent, key, PutIfAbsent, cancellationToken).ConfigureAwait(false);

        PutResult PutIfAbsent()
        {
            if (!objects.TryGetValue(key, out var existing))
            {
                objects.Add(key, (content.ToArray(), this.time.GetUtcNow()));
                return new PutResult(true, content);
            }

            return existing.Content.AsSpan().SequenceEqual(content.Span)
                ? new PutResult(true, content, Found: true)
                : new PutResult(false, existing.Content.ToArray(), Found: true);
        }
    }

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        var copy = content.ToArray();
        await PerformAsync(StoreOperation.Put, key, () => objects[key] = (copy, this.time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
    }

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        await PutAsync(key, copy.ToArray(), cancellationToken).ConfigureAwait(false);
    }

    public async Task<byte[]?> TryGetAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return await PerformAsync(
            StoreOperation.Get, key, () => objects.TryGetValue(key, out var found) ? found.Content.ToArray() : null, cancellationToken).ConfigureAwait(false);
    }

    public async Task<Stream> OpenReadAsync(string key, long offset = 0, long? length = null, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length ?? 0, nameof(length));
        return await PerformAsync(StoreOperation.Get, key, Open, cancellationToken).ConfigureAwait(false);

        MemoryStream Open()
        {
            var content = objects.TryGetValue(key, out var found) ? found.Content : throw new ObjectNotFoundException(key);
            var start = (int)Math.Min(offset, content.Length);
            var count = (int)Math.Min(length ?? content.Length, content.Length - start);
            return new MemoryStream(content, start, count, writable: false);
        }
    }

    public async Task<ObjectInfo?> HeadAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        return await PerformAsync<ObjectInfo?>(
            StoreOperation.Head,
            key,
            () => objects.TryGetValue(key, out var found) ? new ObjectInfo(key, found.Content.Length, found.LastModified) : null,
            cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<ObjectInfo> ListAsync(
        string prefix, string? startAfter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        foreach (var info in await PerformAsync(StoreOperation.List, prefix, () => Matching(prefix), cancellationToken).ConfigureAwait(false))
        {
            if (startAfter is null || string.CompareOrdinal(info.Key, startAfter) > 0)
            {
                yield return info;
            }
        }
    }

    public async IAsyncEnumerable<string> ListPrefixesAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ObjectKeys.ValidatePrefix(prefix);
        string? last = null;
        foreach (var info in await PerformAsync(StoreOperation.List, prefix, () => Matching(prefix), cancellationToken).ConfigureAwait(false))
        {
            var slash = info.Key.IndexOf('/', prefix.Length);
            if (slash >= 0 && info.Key[..(slash + 1)] is var common && common != last)
            {
                yield return last = common;
            }
        }
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectKeys.Validate(key);
        await PerformAsync(StoreOperation.Delete, key, () => objects.Remove(key), cancellationToken).ConfigureAwait(false);
    }

    private List<ObjectInfo> Matching(string prefix)
    {
        var (low, high) = (0, objects.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(objects.Keys[middle], prefix) < 0 ? (middle + 1, high) : (low, middle);
        }

        var matching = new List<ObjectInfo>();
        for (; low < objects.Count && objects.Keys[low].StartsWith(prefix, StringComparison.Ordinal); low++)
        {
            var (content, lastModified) = objects.Values[low];
            matching.Add(new ObjectInfo(objects.Keys[low], content.Length, lastModified));
        }

        return matching;
    }

    private async Task<T> PerformAsync<T>(StoreOperation operation, string key, Func<T> perform, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var fault = Fault;
        if (fault is not null)
        {
            await fault(new StoreStep(operation, key, StoreMoment.Before), cancellationToken).ConfigureAwait(false);
        }

        T result;
        lock (gate)
        {
            result = perform();
        }

        if (fault is not null)
        {
            await fault(new StoreStep(operation, key, StoreMoment.After), cancellationToken).ConfigureAwait(false);
        }

        return result;
    }
}

/// <summary>Called around each operation of an <see cref="InMemoryObjectStore"/>; throws to cut it there, waits to delay it.</summary>
public delegate ValueTask StoreFault(StoreStep step, CancellationToken cancellationToken);

/// <summary>One place where an operation can be cut.</summary>
/// <param name="Operation">What was asked for.</param>
/// <param name="Key">The key, or the prefix of a list.</param>
/// <param name="Moment">Before or after it took effect.</param>
public readonly record struct StoreStep(StoreOperation Operation, string Key, StoreMoment Moment);

public enum StoreOperation
{
    PutIfAbsent,
    Put,
    Get,
    Head,
    List,
    Delete,
}

public enum StoreMoment
{
    Before,
    After,
}
