using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>The networks by kind.</summary>
internal static class Networks
{
    // These names are in saved files.
    private static readonly Dictionary<NetworkKind, string> Names = new()
    {
        [NetworkKind.Reference] = "ResNet50 to conv2_block3_out",
        [NetworkKind.Compact] = "compact",
    };

    /// <summary>A network with undefined weights. Owned by the caller.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="classCount">K.</param>
    public static ClassificationNetwork Create(NetworkKind kind, int classCount) => kind switch
    {
        NetworkKind.Reference => new ReferenceNetwork(classCount),
        NetworkKind.Compact => new CompactNetwork(classCount),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such network."),
    };

    /// <summary>The network in evaluation. Owned by the caller.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="state">Its state by name, on any device. Borrowed for the call.</param>
    /// <param name="device">Where to compute.</param>
    /// <exception cref="InvalidDataException">A tensor is missing; the message names it.</exception>
    public static FoldedNetwork Fold(NetworkKind kind, IReadOnlyDictionary<string, Tensor> state, Device device) => kind switch
    {
        NetworkKind.Reference => new FoldedReferenceNetwork(state, device),
        NetworkKind.Compact => new FoldedCompactNetwork(state, device),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no such network."),
    };

    public static string NameOf(NetworkKind kind) => Names[kind];

    /// <exception cref="InvalidDataException">No network has this name.</exception>
    public static NetworkKind Named(string name)
    {
        foreach (var (kind, known) in Names)
        {
            if (known == name)
            {
                return kind;
            }
        }

        throw new InvalidDataException($"The network '{name}' is not known; known are {string.Join(", ", Names.Values)}.");
    }
}
