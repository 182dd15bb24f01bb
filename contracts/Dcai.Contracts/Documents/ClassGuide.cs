namespace Dcai.Contracts.Documents;

/// <summary>What reviewers are told of a class: its page of the label book.</summary>
public sealed record ClassGuide
{
    /// <summary>One of the dataset's classes.</summary>
    public required string Class { get; init; }

    /// <summary>The key that says it, one character; null for its digit.</summary>
    public string? Key { get; init; }

    /// <summary>What it is marked with, such as #1d5fd0; null for none.</summary>
    public string? Color { get; init; }

    /// <summary>What belongs to it and what does not, in plain text.</summary>
    public string? Text { get; init; }
}
