using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Where the images of a step come from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecipeSource>))]
public enum RecipeSource
{
    /// <summary>The balanced training images.</summary>
    [JsonStringEnumMemberName("certified")]
    Certified,

    /// <summary>Certified images that the balance had no room for.</summary>
    [JsonStringEnumMemberName("surplus")]
    Surplus,

    /// <summary>Certified images that were collected on purpose.</summary>
    [JsonStringEnumMemberName("gathered")]
    Gathered,

    /// <summary>Distorted copies of the images so far.</summary>
    [JsonStringEnumMemberName("augmented")]
    Augmented,
}
