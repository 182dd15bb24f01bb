namespace Dcai.Contracts;

/// <summary>Send nothing new until the dataset is resumed.</summary>
public sealed record PauseCuration
{
    public required string DatasetId { get; init; }
}
