namespace Dcai.Learning;

/// <summary>Which of a network's tensors came from its initial weights.</summary>
/// <param name="Taken">Their names.</param>
/// <param name="OtherShape">Names that are in the initial weights with another shape; the dense layer is here where the number of classes differs.</param>
/// <param name="Absent">Names that the initial weights lack.</param>
public sealed record WeightTransfer(IReadOnlyList<string> Taken, IReadOnlyList<string> OtherShape, IReadOnlyList<string> Absent);
