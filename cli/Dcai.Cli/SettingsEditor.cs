using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Api;

namespace Dcai.Cli;

/// <summary>Changes settings by name, as they are called in JSON.</summary>
internal static class SettingsEditor
{
    /// <param name="settings">What they are.</param>
    /// <param name="changes">Such as <c>auxiliaryEpochs=50</c>; a list is separated by commas.</param>
    /// <exception cref="UsageException">A change is malformed, names no setting, or has a value of the wrong kind.</exception>
    public static DatasetSettings Apply(DatasetSettings settings, IEnumerable<string> changes)
    {
        var members = JsonSerializer.SerializeToNode(settings, JsonSerializerOptions.Web)!.AsObject();
        foreach (var change in changes)
        {
            var (name, value) = change.Split('=', 2) is [var left, var right]
                ? (left.Trim(), right.Trim())
                : throw new UsageException($"--set {change} is malformed: expected NAME=VALUE, such as auxiliaryEpochs=50");
            var member = members.Select(entry => entry.Key).FirstOrDefault(key => key.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"--set {change}: there is no setting '{name}'; there are {string.Join(", ", members.Select(entry => entry.Key))}");
            members[member] = members[member]!.GetValueKind() switch
            {
                JsonValueKind.Array => new JsonArray([.. value.Split(',').Select(item => JsonValue.Create(item.Trim()))]),
                JsonValueKind.String => JsonValue.Create(value),
                _ => Parse(value, change),
            };
            try
            {
                settings = members.Deserialize<DatasetSettings>(JsonSerializerOptions.Web)!;
            }
            catch (JsonException)
            {
                throw new UsageException($"--set {change}: '{value}' is no value for {member}");
            }
        }

        return settings;
    }

    private static JsonNode? Parse(string value, string change)
    {
        try
        {
            return JsonNode.Parse(value.ToLowerInvariant());
        }
        catch (JsonException)
        {
            throw new UsageException($"--set {change}: '{value}' is neither a number nor true or false");
        }
    }
}
