namespace Dcai.Fingerprints;

/// <summary>One image on disk and what its place or its list says of it.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="RelativePath">Below the folder that was read, with <c>/</c> between the parts.</param>
/// <param name="Label">The class that it is given; null where there is none.</param>
/// <param name="Split"><c>train</c>, <c>val</c> or <c>test</c>; null where there is none.</param>
public sealed record ImageFile(string Path, string RelativePath, string? Label, string? Split);
