namespace Dcai.Learning;

/// <summary>The means that the reference model subtracts from its input, in its order of channels: blue, green, red; range [0, 255].</summary>
/// <remarks>Keras' <c>resnet.preprocess_input</c> in its "caffe" mode: no scaling follows.</remarks>
internal static class PixelMeans
{
    public const float Blue = 103.939f;
    public const float Green = 116.779f;
    public const float Red = 123.68f;
}
