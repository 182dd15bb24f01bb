namespace Dcai.Api;

/// <summary>Trained models: an ensemble's members, or trainings that differ in their seed.</summary>
public sealed record ModelList
{
    public required IReadOnlyList<ModelDescription> Models { get; init; }
}
