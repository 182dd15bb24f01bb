namespace Dcai.Imaging;

/// <summary>WebP (RFC 9649), decoded by libwebp. An animation is refused.</summary>
internal static class WebPStream
{
    private const string Name = "WebP";

    public static ImageHeader ReadHeader(ReadOnlySpan<byte> bytes)
    {
        var features = ReadFeatures(bytes);
        return new ImageHeader(ImageFormat.WebP, features.Width, features.Height, Coloured: true);
    }

    public static unsafe Image Decode(ReadOnlySpan<byte> bytes, ImageHeader header)
    {
        var features = ReadFeatures(bytes);
        if (features.HasAnimation != 0)
        {
            throw Damage.Unsupported(Name, "is an animation");
        }

        var transparent = features.HasAlpha != 0;
        var stride = checked(header.Width * (transparent ? 4 : 3));
        if ((long)stride * header.Height > Array.MaxLength)
        {
            throw new ImageRejectedException(ImageRejectionReason.TooLarge, $"the image is too large: {header.Width}×{header.Height} pixels");
        }

        var decoded = GC.AllocateUninitializedArray<byte>(stride * header.Height);
        fixed (byte* source = bytes)
        fixed (byte* destination = decoded)
        {
            var (size, room) = ((nuint)bytes.Length, (nuint)decoded.Length);
            var done = transparent
                ? NativeCodecs.WebPDecodeRGBAInto(source, size, destination, room, stride)
                : NativeCodecs.WebPDecodeRGBInto(source, size, destination, room, stride);
            if (done == null)
            {
                throw IsComplete(bytes) ? Damage.Corrupt(Name, "libwebp cannot decode its pixels") : Damage.Truncated(Name, bytes.Length);
            }
        }

        return Opaque.Rgb(header.Width, header.Height, decoded, transparent);
    }

    private static unsafe NativeCodecs.WebPFeatures ReadFeatures(ReadOnlySpan<byte> bytes)
    {
        NativeCodecs.WebPFeatures features;
        int status;
        fixed (byte* source = bytes)
        {
            status = NativeCodecs.WebPGetFeaturesInternal(source, (nuint)bytes.Length, &features, NativeCodecs.WebPDecoderVersion);
        }

        return status switch
        {
            NativeCodecs.WebPOk when features is { Width: > 0, Height: > 0 } => features,
            NativeCodecs.WebPNotEnoughData => throw Damage.Truncated(Name, bytes.Length),
            _ when !IsComplete(bytes) => throw Damage.Truncated(Name, bytes.Length),
            _ => throw Damage.Corrupt(Name, "its header contradicts the format"),
        };
    }

    /// <summary>Whether there are as many bytes as the container's header announces.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= ImageFormats.SignatureBytes && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) <= bytes.Length - 8;
}
