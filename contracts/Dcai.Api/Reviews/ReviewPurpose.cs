using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>Why people are asked.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReviewPurpose>))]
public enum ReviewPurpose
{
    /// <summary>A random sample to train the first auxiliary model on.</summary>
    [JsonStringEnumMemberName("seed")]
    Seed,

    /// <summary>Samples that arrived under several labels, or under another label than the certified one.</summary>
    [JsonStringEnumMemberName("conflict")]
    Conflict,

    /// <summary>The most likely valid and the most likely invalid samples of a round.</summary>
    [JsonStringEnumMemberName("round")]
    Round,

    /// <summary>A random sample of what was certified in bulk.</summary>
    [JsonStringEnumMemberName("audit")]
    Audit,

    /// <summary>What the generator painted.</summary>
    [JsonStringEnumMemberName("synthesis")]
    Synthesis,
}
