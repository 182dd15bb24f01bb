namespace Dcai.Cli.Export;

/// <summary>What an export of a model is of.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Release">The release; null for a round's model.</param>
/// <param name="Round">The round; null for a release's model.</param>
/// <param name="Weights">Digests of the weights.</param>
internal sealed record ModelContents(string Dataset, int? Release, int? Round, IReadOnlyList<string> Weights);
