using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Api;

namespace Dcai.Cli;

/// <summary>Shows and changes settings by name, as they are called in JSON; a dot leads into a group, such as <c>auxiliary.mixupAlpha</c>.</summary>
internal static class SettingsEditor
{
    private const string Absent = "none";

    /// <summary>Not values but lists of records: they come as files.</summary>
    private static readonly string[] Files = ["auxiliary.augmentation", "release.augmentation", "reviewing.classGuides"];

    /// <summary>Every setting with its value, in a form that <see cref="Apply"/> takes.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> List(DatasetSettings settings) =>
        [.. Places(ToNode(settings)).Select(place => KeyValuePair.Create(place.Name, Text(place.Group[place.Member])))];

    /// <param name="settings">What they are.</param>
    /// <param name="changes">Such as <c>auxiliaryEpochs=50</c>; a list is separated by commas, none takes a value away.</param>
    /// <exception cref="UsageException">A change is malformed, names no setting, or has a value of the wrong kind.</exception>
    public static DatasetSettings Apply(DatasetSettings settings, IEnumerable<string> changes)
    {
        foreach (var change in changes)
        {
            var (name, value) = change.Split('=', 2) is [var left, var right]
                ? (left.Trim(), right.Trim())
                : throw new UsageException($"--set {change} is malformed: expected NAME=VALUE, such as auxiliaryEpochs=50");
            var root = ToNode(settings);
            var places = Places(root).Where(place => !Files.Contains(place.Name)).ToList();
            var place = places.Find(place => place.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"--set {change}: there is no setting '{name}'; there are {string.Join(", ", places.Select(known => known.Name))}");
            place.Group[place.Member] = Parse(value, place.Group[place.Member], change);
            try
            {
                settings = root.Deserialize<DatasetSettings>(JsonSerializerOptions.Web)!;
            }
            catch (JsonException)
            {
                throw new UsageException($"--set {change}: '{value}' is no value for {place.Name}");
            }
        }

        return settings;
    }

    private static JsonObject ToNode(DatasetSettings settings) => JsonSerializer.SerializeToNode(settings, JsonSerializerOptions.Web)!.AsObject();

    private static IEnumerable<Place> Places(JsonObject root)
    {
        foreach (var (member, value) in root.ToList())
        {
            if (value is JsonObject group)
            {
                foreach (var (inner, _) in group.ToList())
                {
                    yield return new Place($"{member}.{inner}", group, inner);
                }
            }
            else
            {
                yield return new Place(member, root, member);
            }
        }
    }

    private static string Text(JsonNode? value) => value switch
    {
        null => Absent,
        JsonArray list => string.Join(",", list.Select(item => item is JsonValue ? item.ToString() : item?.ToJsonString() ?? Absent)),
        _ => value.ToString(),
    };

    private static JsonNode? Parse(string value, JsonNode? current, string change) => current switch
    {
        JsonArray => new JsonArray([.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(item => JsonValue.Create(item))]),
        not null when current.GetValueKind() == JsonValueKind.String => JsonValue.Create(value),
        _ when value.Equals(Absent, StringComparison.OrdinalIgnoreCase) => null,
        _ => Number(value, change),
    };

    private static JsonNode? Number(string value, string change)
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

    private sealed record Place(string Name, JsonObject Group, string Member);
}
