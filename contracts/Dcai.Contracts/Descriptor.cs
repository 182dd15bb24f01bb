namespace Dcai.Contracts;

/// <summary>A reference to bytes in the store: what they are, which they are, how many. Readers verify both digest and size.</summary>
/// <remarks>The shape of the OCI image specification's content descriptor.</remarks>
public sealed record Descriptor
{
    public required string MediaType { get; init; }

    /// <summary><c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    public required long SizeBytes { get; init; }
}
