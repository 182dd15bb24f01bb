namespace Dcai.Cli.Oracles;

/// <summary>The truth about one image.</summary>
/// <param name="Label">What it is; null where it is to be removed.</param>
/// <param name="Reason">Why it is to be removed: invalid or disputed.</param>
/// <param name="IsKnownError">People agree that the label it came with is wrong, or that it is no image of any class.</param>
internal sealed record OracleRow(string? Label, string? Reason, bool IsKnownError);
