namespace Dcai.Imaging;

/// <summary>LZW as GIF and TIFF use it; they differ in the order of bits and in when codes grow.</summary>
/// <remarks>GIF89a specification, appendix F; TIFF 6.0, section 13.</remarks>
internal static class LzwDecoder
{
    private const int MostCodes = 4096;
    private const int MostBits = 12;

    /// <param name="codes">The compressed bytes.</param>
    /// <param name="output">Filled from the front; what comes beyond its end is not unpacked.</param>
    /// <param name="rootBits">Bits of an uncompressed symbol, range [2, 8].</param>
    /// <param name="highestBitFirst">TIFF: codes are packed from the highest bit and grow one code early. GIF: from the lowest, and in time.</param>
    /// <returns>How many bytes were unpacked; fewer than there is room for where the codes end early; −1 where a code cannot be.</returns>
    public static int Decode(ReadOnlySpan<byte> codes, Span<byte> output, int rootBits, bool highestBitFirst)
    {
        Span<ushort> prefixes = stackalloc ushort[MostCodes];
        Span<byte> suffixes = stackalloc byte[MostCodes];
        Span<byte> stack = stackalloc byte[MostCodes + 1];
        var clear = 1 << rootBits;
        var end = clear + 1;
        var (next, bits, previous, first) = (end + 1, rootBits + 1, -1, (byte)0);
        var (position, buffer, available, written) = (0, 0u, 0, 0);
        while (written < output.Length)
        {
            while (available < bits)
            {
                if (position == codes.Length)
                {
                    return written;
                }

                buffer = highestBitFirst ? (buffer << 8) | codes[position] : buffer | ((uint)codes[position] << available);
                position++;
                available += 8;
            }

            var mask = (1u << bits) - 1;
            var code = (int)(highestBitFirst ? (buffer >> (available - bits)) & mask : buffer & mask);
            buffer = highestBitFirst ? buffer : buffer >> bits;
            available -= bits;
            if (code == clear)
            {
                (next, bits, previous) = (end + 1, rootBits + 1, -1);
                continue;
            }

            if (code == end)
            {
                return written;
            }

            if (code > next || (code == next && previous < 0) || (previous < 0 && code > end))
            {
                return -1;
            }

            var depth = 0;
            var walk = code;
            if (code == next)
            {
                stack[depth++] = first;
                walk = previous;
            }

            while (walk >= clear)
            {
                stack[depth++] = suffixes[walk];
                walk = prefixes[walk];
            }

            stack[depth++] = first = (byte)walk;
            while (depth > 0 && written < output.Length)
            {
                output[written++] = stack[--depth];
            }

            if (previous >= 0 && next < MostCodes)
            {
                (prefixes[next], suffixes[next]) = ((ushort)previous, first);
                next++;
            }

            previous = code;
            if (next + (highestBitFirst ? 1 : 0) >= 1 << bits && bits < MostBits)
            {
                bits++;
            }
        }

        return written;
    }
}
