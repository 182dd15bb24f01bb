using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What a training of the reference model was for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OutcomePurpose>))]
public enum OutcomePurpose
{
    /// <summary>A row of table 2.</summary>
    [JsonStringEnumMemberName("row")]
    Row,

    [JsonStringEnumMemberName("learningCurve")]
    LearningCurve,

    [JsonStringEnumMemberName("cleaning")]
    Cleaning,

    /// <summary>With all parts of the pipeline, or with all but one.</summary>
    [JsonStringEnumMemberName("ablation")]
    Ablation,
}
