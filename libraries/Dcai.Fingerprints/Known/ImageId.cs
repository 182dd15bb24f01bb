using System.Buffers.Binary;

namespace Dcai.Fingerprints.Known;

/// <summary>A SHA-256 as two numbers: half the memory of a text, and none for the collector.</summary>
/// <param name="First">Its first 16 bytes, the highest first.</param>
/// <param name="Last">Its last 16 bytes, likewise.</param>
public readonly record struct ImageId(UInt128 First, UInt128 Last)
{
    /// <summary>Bytes of one.</summary>
    public const int SizeBytes = 32;

    /// <param name="hexadecimal">64 digits.</param>
    /// <exception cref="FormatException">They are no 64 hexadecimal digits.</exception>
    public static ImageId Parse(ReadOnlySpan<char> hexadecimal)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        return hexadecimal.Length == 2 * SizeBytes && Convert.FromHexString(hexadecimal, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? Read(bytes)
            : throw new FormatException($"'{hexadecimal}' is no SHA-256 of 64 hexadecimal digits");
    }

    /// <param name="bytes">At least <see cref="SizeBytes"/>.</param>
    public static ImageId Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    /// <param name="bytes">At least <see cref="SizeBytes"/>.</param>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt128BigEndian(bytes, First);
        BinaryPrimitives.WriteUInt128BigEndian(bytes[16..], Last);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
