namespace Dcai.Fingerprints;

/// <summary>A folder or list of images cannot be used. The message says in one line which one, where and why.</summary>
public sealed class ImageSourceException(string message, Exception? innerException = null) : Exception(message, innerException);
