namespace Dcai.Cli.Export;

/// <summary>One line of manifest.jsonl: a file of an export.</summary>
/// <param name="Path">Relative to the folder, with slashes.</param>
/// <param name="SizeBytes">At least 0.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record ManifestLine(string Path, long SizeBytes, string Sha256);
