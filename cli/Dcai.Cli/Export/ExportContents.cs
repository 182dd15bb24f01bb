using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>What an export is of.</summary>
internal sealed record ExportContents
{
    public required string Dataset { get; init; }

    /// <summary>Null for a snapshot.</summary>
    public int? Release { get; init; }

    /// <summary>Null for a release.</summary>
    public int? Snapshot { get; init; }

    /// <summary>Of the snapshot behind it.</summary>
    public required string ContentDigest { get; init; }

    /// <summary>In the settings' order; a class index is the position here.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>As the owner states it; null where nothing is stated.</summary>
    public string? Licence { get; init; }

    /// <summary>How distorted copies are made; null where there are none.</summary>
    public ReleaseRecipe? Recipe { get; init; }

    /// <summary>One of <see cref="ExportFormats"/>.</summary>
    public string Format { get; init; } = ExportFormats.ImageFolder;

    /// <summary>For people.</summary>
    public string Name => Release is { } release ? FormattableString.Invariant($"{Dataset}, release {release}") : FormattableString.Invariant($"{Dataset}, snapshot {Snapshot}");
}
