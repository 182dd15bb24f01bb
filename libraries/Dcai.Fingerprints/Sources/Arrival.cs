namespace Dcai.Fingerprints.Sources;

/// <summary>The next of what a source holds: a file, or why one is left out.</summary>
public sealed record Arrival
{
    /// <summary>Path relative to the source, with <c>/</c> between its parts.</summary>
    public required string Name { get; init; }

    /// <summary>The class that it is given; null where there is none.</summary>
    public string? Label { get; init; }

    /// <summary><c>train</c>, <c>val</c> or <c>test</c>; null where there is none.</summary>
    public string? Split { get; init; }

    /// <summary>The whole file; empty where it is left out.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Why it is left out, in one line; null for a file.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why it is left out.</summary>
    public static Arrival Refused(string name, string reason) => new() { Name = name, Refusal = reason };
}
