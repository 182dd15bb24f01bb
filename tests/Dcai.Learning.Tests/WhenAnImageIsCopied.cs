using Dcai.Imaging;

namespace Dcai.Learning.Tests;

public sealed class WhenAnImageIsCopied
{
    private static readonly byte[] Gray = PngEncoder.Encode(new Image(
        40, 24, PixelFormat.Gray8, [.. Enumerable.Range(0, 40 * 24).Select(place => (byte)(place % 40 is > 10 and < 30 ? 0 : 255))]));

    [Fact]
    public void EqualSeedsGiveEqualBytesAndOthersDoNot()
    {
        var copy = OfflineAugmentation.Copy(Gray, AugmentationPolicy.Paper, 7);

        Assert.Equal(copy, OfflineAugmentation.Copy(Gray, AugmentationPolicy.Paper, 7));
        Assert.NotEqual(copy, OfflineAugmentation.Copy(Gray, AugmentationPolicy.Paper, 8));
    }

    [Fact]
    public void ItKeepsItsSizeAndStaysGray()
    {
        var copy = ImageDecoder.Decode(OfflineAugmentation.Copy(Gray, AugmentationPolicy.Paper, 7), PixelFormat.Rgb24);

        Assert.Equal((40, 24), (copy.Width, copy.Height));
        Assert.All(copy.Pixels.Chunk(3), pixel => Assert.Single(pixel.Distinct()));
    }

    [Fact]
    public void WithoutAStepItIsTheImage()
    {
        var copy = ImageDecoder.Decode(OfflineAugmentation.Copy(Gray, AugmentationPolicy.Of([]), 7), PixelFormat.Gray8);

        Assert.Equal(ImageDecoder.Decode(Gray, PixelFormat.Gray8).Pixels, copy.Pixels);
    }

    [Fact]
    public void AVeryLargeOneIsReduced()
    {
        var large = PngEncoder.Encode(new Image(2000, 1, PixelFormat.Gray8, new byte[2000]));

        var copy = ImageHeader.Read(OfflineAugmentation.Copy(large, AugmentationPolicy.Paper, 1));

        Assert.Equal((OfflineAugmentation.LongestSide, 2), (copy.Width, copy.Height));
    }

    [Fact]
    public void WhatIsNoImageIsRefused() =>
        Assert.Throws<ImageRejectedException>(() => OfflineAugmentation.Copy([1, 2, 3], AugmentationPolicy.Paper, 1));
}
