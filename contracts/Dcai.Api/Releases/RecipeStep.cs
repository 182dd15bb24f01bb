namespace Dcai.Api;

/// <summary>One step towards a training set.</summary>
public sealed record RecipeStep
{
    public required RecipeSource Source { get; init; }

    /// <summary>Images added.</summary>
    public required int Added { get; init; }

    /// <summary>Images that were there and were not added: their class had its share, or they look like an image of the validation or test set.</summary>
    public required int LeftOut { get; init; }
}
