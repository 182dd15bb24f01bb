namespace Dcai.Api;

/// <summary>How well and how fast a dataset's reviewers decide.</summary>
public sealed record ReviewerList
{
    /// <summary>In ordinal order of their names.</summary>
    public required IReadOnlyList<ReviewerReport> Reviewers { get; init; }

    /// <summary>Absent while no item was decided by two of them.</summary>
    public AgreementReport? Agreement { get; init; }
}
