namespace Dcai.Cli.Demo;

/// <summary>What a demo is asked for.</summary>
internal sealed record DemoRequest
{
    /// <summary>Null for synthetic numerals.</summary>
    public string? Data { get; init; }

    public string? Oracle { get; init; }

    public string? Test { get; init; }

    public required string Profile { get; init; }

    public required ulong Seed { get; init; }

    /// <summary>Absolute.</summary>
    public required string Out { get; init; }

    public required int SyntheticCount { get; init; }

    public required IReadOnlyList<string> Set { get; init; }

    /// <summary>Each service in a process of its own.</summary>
    public bool Distributed { get; init; }

    /// <summary>Environment variables of the services, when distributed.</summary>
    public IReadOnlyDictionary<string, string> ServiceSettings { get; init; } = new Dictionary<string, string>();

    public required bool Json { get; init; }
}
