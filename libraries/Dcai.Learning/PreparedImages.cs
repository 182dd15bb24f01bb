using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>A set of images on the device, from which batches are gathered.</summary>
internal sealed class PreparedImages : IDisposable
{
    private const int InferenceBatchSize = 256;

    private readonly Tensor _images;
    private readonly Tensor _means;
    private readonly bool _isCentred;

    /// <param name="images">What to copy to the device.</param>
    /// <param name="device">Where it lies.</param>
    /// <param name="centre">Whether to subtract the means once for all; images that are distorted first need their range of [0, 255].</param>
    public PreparedImages(LabelledImages images, Device device, bool centre)
    {
        using var withoutGradient = no_grad();
        using var scope = NewDisposeScope();
        _means = ImageTensor.Means(device).DetachFromDisposeScope();
        _isCentred = centre;
        var inputs = ImageTensor.Of(images, 0, images.Count, device);
        if (centre)
        {
            inputs.sub_(_means);
        }

        // [N, H, W, 3]: a row of it is an image whose values lie pixel by pixel.
        _images = inputs.permute(0, 2, 3, 1).DetachFromDisposeScope();
        Count = images.Count;
    }

    /// <summary>N.</summary>
    public int Count { get; }

    /// <summary>Some images.</summary>
    /// <param name="index">int64 [n]. Borrowed.</param>
    /// <returns>float32 [n, 3, H, W], channels last; BGR; centred or not, as they are kept. Owned by the caller.</returns>
    public Tensor Gather(Tensor index)
    {
        using var scope = NewDisposeScope();
        return _images.index_select(0, index).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Subtracts the means in place where that is still to do.</summary>
    public Tensor Centred(Tensor batch) => _isCentred ? batch : batch.sub_(_means);

    /// <summary>Class scores of all images.</summary>
    /// <returns>float32 [N, K] row-major logits.</returns>
    public float[] Logits(FoldedNetwork network, int classCount) => Infer(network.Forward, classCount);

    /// <summary>What the network's dense layer reads of all images.</summary>
    /// <returns>float32 [N, D] row-major.</returns>
    public float[] Features(FoldedNetwork network) => Infer(network.Features, network.FeatureCount);

    public void Dispose()
    {
        _images.Dispose();
        _means.Dispose();
    }

    private float[] Infer(Func<Tensor, Tensor> compute, int width)
    {
        using var withoutGradient = inference_mode();
        var values = new float[Count * width];
        for (var start = 0; start < Count; start += InferenceBatchSize)
        {
            using var scope = NewDisposeScope();
            var images = _images.narrow(0, start, Math.Min(InferenceBatchSize, Count - start)).permute(0, 3, 1, 2); // [n, 3, H, W]
            var centred = _isCentred ? images : images - _means;
            ImageTensor.Values(compute(centred)).CopyTo(values, start * width);
        }

        return values;
    }
}
