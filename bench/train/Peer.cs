using System.Globalization;
using Dcai.Bench.Figures;

namespace Dcai.Bench.Train;

/// <summary>PyTorch, asked for one epoch after the other.</summary>
internal sealed class Peer : IDisposable
{
    private readonly TorchPeer _torch;

    private Peer(TorchPeer torch) => _torch = torch;

    public string Name => _torch.Name;

    /// <summary>Starts the peer; null, with the reason, where there is none.</summary>
    public static Peer? Start(out string? whyAbsent) => TorchPeer.Start("peer.py", out whyAbsent) is { } torch ? new Peer(torch) : null;

    public void Prepare(int images) => _torch.Ask($"start {images.ToString(CultureInfo.InvariantCulture)}");

    public double SecondsOfOneEpoch() => double.Parse(_torch.Ask("epoch"), CultureInfo.InvariantCulture);

    public void PrepareInference(int images) => _torch.Ask($"load {images.ToString(CultureInfo.InvariantCulture)}");

    public double SecondsOfInference() => double.Parse(_torch.Ask("infer"), CultureInfo.InvariantCulture);

    public void Dispose() => _torch.Dispose();
}
