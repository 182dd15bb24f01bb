using static TorchSharp.torch;

namespace Dcai.Learning;

/// <summary>
/// Spots and dashed lines. A stroke is all points within a radius of a segment, its border one pixel soft; a dashed line has gaps.
/// Lives in the caller's dispose scope.
/// </summary>
internal sealed class Strokes
{
    private readonly DistortionParameters _parameters;
    private readonly Device _device;
    private readonly Tensor? _cover;

    public Strokes(PixelPlaces places, DistortionParameters parameters, Device device)
    {
        (_parameters, _device) = (parameters, device);
        _cover = parameters.StrokeCount == 0 ? null : Cover(places);
    }

    /// <summary>Draws the strokes of one step over the images.</summary>
    public Tensor Blend(Tensor pixels, int step)
    {
        var (first, count) = _parameters.StrokesOf(step);
        if (count == 0 || _cover is null)
        {
            return pixels;
        }

        var (N, H, W) = (_parameters.N, _parameters.H, _parameters.W);
        var cover = count == 2
            ? _cover.narrow(1, first, 1).maximum(_cover.narrow(1, first + 1, 1))
            : _cover.narrow(1, first, count).amax([1L], keepdim: true);
        var weight = cover.reshape(N, 1, H, W);
        var difference = _parameters.IsWhite(step)
            ? pixels - 255f
            : pixels - tensor(_parameters.Numbers(step), [(long)N, 1, 1, 1], device: _device);
        return pixels.sub_(difference.mul_(weight));
    }

    /// <summary>How much of each pixel each stroke covers.</summary>
    /// <returns>float32 [N, strokes, H·W]; range [0, 1].</returns>
    private Tensor Cover(PixelPlaces places)
    {
        var count = _parameters.StrokeCount;
        var shapes = tensor(_parameters.StrokeShapes, [(long)_parameters.N, DistortionParameters.StrokeNumbers, count], device: _device);
        var along = places.Functions(2, count); // [N, strokes, H·W] pixels from the middle of the stroke
        var across = places.Functions(2 + count, count);
        var (halfLength, radius, period, halfDash) = (Shape(0), Shape(1), Shape(2), Shape(3)); // each [N, strokes, 1]

        var beyond = along.abs().sub_(halfLength).relu_();
        var distance = beyond.mul_(beyond).add_(across * across).sqrt_();
        var stroke = (radius - distance).add_(0.5f).clamp_(0, 1);

        var turn = along / period;
        var fromDash = turn.sub_(turn.floor()).sub_(0.5f).abs_().mul_(period);
        return stroke.mul_((halfDash - fromDash).add_(0.5f).clamp_(0, 1));

        Tensor Shape(int number) => shapes.narrow(1, number, 1).reshape(_parameters.N, count, 1);
    }
}
