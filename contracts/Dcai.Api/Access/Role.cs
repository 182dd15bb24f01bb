using System.Text.Json.Serialization;

namespace Dcai.Api;

/// <summary>What somebody may do; each may do what the ones before it may.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
public enum Role
{
    /// <summary>Looks: states, images, reviews, reports, models.</summary>
    [JsonStringEnumMemberName("viewer")]
    Viewer,

    /// <summary>Decides.</summary>
    [JsonStringEnumMemberName("reviewer")]
    Reviewer,

    /// <summary>Uploads, steers, sets, deletes and erases.</summary>
    [JsonStringEnumMemberName("admin")]
    Admin,
}
