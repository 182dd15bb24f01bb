namespace Dcai.Cli.Export;

/// <summary>One image that two releases have differently.</summary>
/// <param name="SampleId">SHA-256 of its bytes, 64 hexadecimal digits.</param>
/// <param name="Before">Null where the earlier release has it not.</param>
/// <param name="After">Null where the later release has it not.</param>
internal sealed record ReleaseChange(string SampleId, ReleasePlace? Before, ReleasePlace? After);
