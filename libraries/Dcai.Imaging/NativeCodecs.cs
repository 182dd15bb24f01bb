using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dcai.Imaging;

/// <summary>What is used of libpng 1.6 (its simplified API, which never jumps out of a call), of libjpeg-turbo (TurboJPEG) and of libwebp.</summary>
internal static unsafe partial class NativeCodecs
{
    private const string LibPng = "libpng16.so.16";
    private const string TurboJpeg = "libturbojpeg.so.0";
    private const string LibWebP = "libwebp.so.7";

    public const uint PngVersion = 1;
    public const uint PngFormatGray = 0;
    public const uint PngFormatAlpha = 1;
    public const uint PngFormatColour = 2;
    public const uint PngFormatLinear = 4;
    public const uint PngFlagFast = 2;

    public const int JpegPixelsRgb = 0;
    public const int JpegPixelsGray = 6;
    public const int JpegPixelsCmyk = 11;
    public const int JpegColourCmyk = 3;
    public const int JpegFlagStopOnWarning = 8192;
    public const int JpegFlagLimitScans = 32768;

    public const int WebPDecoderVersion = 0x0209;
    public const int WebPOk = 0;
    public const int WebPNotEnoughData = 7;

#pragma warning disable CA2255 // The libraries are found by their Debian names; the resolver adds which package is missing.
    [ModuleInitializer]
    internal static void ExplainMissingLibraries() => NativeLibrary.SetDllImportResolver(typeof(NativeCodecs).Assembly, Resolve);
#pragma warning restore CA2255

    [LibraryImport(LibPng)]
    public static partial int png_image_begin_read_from_memory(PngImage* image, byte* memory, nuint size);

    [LibraryImport(LibPng)]
    public static partial int png_image_finish_read(PngImage* image, void* background, byte* buffer, int rowStride, void* colourMap);

    [LibraryImport(LibPng)]
    public static partial int png_image_write_to_memory(
        PngImage* image, byte* memory, nuint* memoryBytes, int convertTo8Bit, byte* buffer, int rowStride, void* colourMap);

    [LibraryImport(LibPng)]
    public static partial void png_image_free(PngImage* image);

    [LibraryImport(TurboJpeg)]
    public static partial nint tjInitDecompress();

    [LibraryImport(TurboJpeg)]
    public static partial int tjDecompressHeader3(
        nint handle, byte* bytes, CULong size, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(TurboJpeg)]
    public static partial int tjDecompress2(
        nint handle, byte* bytes, CULong size, byte* destination, int width, int pitch, int height, int pixelFormat, int flags);

    [LibraryImport(TurboJpeg)]
    public static partial byte* tjGetErrorStr2(nint handle);

    [LibraryImport(TurboJpeg)]
    public static partial int tjDestroy(nint handle);

    /// <summary>Reads a header; behind the inline WebPGetFeatures of decode.h.</summary>
    [LibraryImport(LibWebP)]
    public static partial int WebPGetFeaturesInternal(byte* bytes, nuint size, WebPFeatures* features, int version);

    [LibraryImport(LibWebP)]
    public static partial byte* WebPDecodeRGBInto(byte* bytes, nuint size, byte* destination, nuint room, int stride);

    [LibraryImport(LibWebP)]
    public static partial byte* WebPDecodeRGBAInto(byte* bytes, nuint size, byte* destination, nuint room, int stride);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (NativeLibrary.TryLoad(name, assembly, searchPath, out var library))
        {
            return library;
        }

        var package = name switch
        {
            LibPng => "libpng16-16",
            LibWebP => "libwebp7",
            _ => "libturbojpeg0",
        };
        throw new DllNotFoundException($"{name} is missing: install it, on Debian with `apt-get install {package}`");
    }

    /// <summary>png_image of png.h. It must not move between begin and finish: libpng keeps its address.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PngImage
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColourMapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }

    /// <summary>WebPBitstreamFeatures of decode.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WebPFeatures
    {
        public int Width;
        public int Height;
        public int HasAlpha;
        public int HasAnimation;
        public int Format;
        public fixed uint Reserved[5];
    }
}
