namespace Dcai.Cli.Export;

/// <summary>Where a release has an image.</summary>
/// <param name="Part">train, val, test or surplus.</param>
/// <param name="Label">Its class.</param>
/// <param name="Erased">There are no bytes of it any more.</param>
internal sealed record ReleasePlace(string Part, string Label, bool Erased);
