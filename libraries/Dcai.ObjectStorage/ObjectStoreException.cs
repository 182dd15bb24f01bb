namespace Dcai.ObjectStorage;

/// <summary>The store cannot do its work; the message is one line that says what to do.</summary>
public class ObjectStoreException(string message, Exception? innerException = null) : IOException(message, innerException);

/// <summary>The store's server does not answer; it may later.</summary>
public sealed class StoreUnreachableException(string message, Exception? innerException = null) : ObjectStoreException(message, innerException);

/// <summary>There is no object of this name.</summary>
public sealed class ObjectNotFoundException(string key, Exception? innerException = null)
    : ObjectStoreException($"The store has no object {key}.", innerException)
{
    public string Key { get; } = key;
}

/// <summary>The stored bytes are not those that the reference names.</summary>
public sealed class DigestMismatchException(string key, string expected, string actual)
    : ObjectStoreException($"Object {key} is damaged: expected {expected}, found {actual}; restore it from a copy or ingest its source again.")
{
    public string Key { get; } = key;

    /// <summary>What the reference promised: digest and size.</summary>
    public string Expected { get; } = expected;

    /// <summary>What is stored: digest and size.</summary>
    public string Actual { get; } = actual;
}
