namespace Dcai.Api;

/// <summary>What reviewers are told of a class: its page of the label book.</summary>
public sealed record ClassGuide
{
    /// <summary>One of the dataset's classes.</summary>
    public required string Class { get; init; }

    /// <summary>The key that says it, one letter that no view uses; null for the digit of its place.</summary>
    public string? Key { get; init; }

    /// <summary>What it is marked with, as #rrggbb; null for none.</summary>
    public string? Color { get; init; }

    /// <summary>What belongs to it and what does not, in plain text of at most 4000 characters.</summary>
    public string? Text { get; init; }
}
