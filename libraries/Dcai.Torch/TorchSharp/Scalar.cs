using System.Diagnostics.CodeAnalysis;

namespace TorchSharp;

/// <summary>A number whose type libtorch learns at run time.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Native.Number number;

    internal Scalar(Native.Number number, torch.ScalarType type)
    {
        this.number = number;
        Type = type;
    }

    /// <summary>The type that the number came in.</summary>
    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => Whole(value, torch.ScalarType.Byte);

    public static implicit operator Scalar(sbyte value) => Whole(value, torch.ScalarType.Int8);

    public static implicit operator Scalar(short value) => Whole(value, torch.ScalarType.Int16);

    public static implicit operator Scalar(int value) => Whole(value, torch.ScalarType.Int32);

    public static implicit operator Scalar(long value) => Whole(value, torch.ScalarType.Int64);

    public static implicit operator Scalar(float value) => Real(value, torch.ScalarType.Float32);

    public static implicit operator Scalar(double value) => Real(value, torch.ScalarType.Float64);

    public static implicit operator Scalar(bool value) =>
        new(new Native.Number { Integer = value ? 1 : 0, Kind = Native.NumberKind.Boolean }, torch.ScalarType.Bool);

    /// <summary>Nothing is held; TorchSharp's scalars are disposable, so ours are.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "An interface's member.")]
    public void Dispose()
    {
    }

    private static Scalar Whole(long value, torch.ScalarType type) =>
        new(new Native.Number { Integer = value, Kind = Native.NumberKind.Integer }, type);

    private static Scalar Real(double value, torch.ScalarType type) =>
        new(new Native.Number { Real = value, Kind = Native.NumberKind.Real }, type);
}

public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this byte value) => value;

    public static Scalar ToScalar(this sbyte value) => value;

    public static Scalar ToScalar(this short value) => value;

    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static float ToSingle(this Scalar value) => (float)ToDouble(value);

    public static double ToDouble(this Scalar value) =>
        value.number.Kind == Native.NumberKind.Real ? value.number.Real : value.number.Integer;

    public static byte ToByte(this Scalar value) => (byte)ToInt64(value);

    public static sbyte ToSByte(this Scalar value) => (sbyte)ToInt64(value);

    public static short ToInt16(this Scalar value) => (short)ToInt64(value);

    public static int ToInt32(this Scalar value) => (int)ToInt64(value);

    public static long ToInt64(this Scalar value) =>
        value.number.Kind == Native.NumberKind.Real ? (long)value.number.Real : value.number.Integer;

    public static bool ToBoolean(this Scalar value) =>
        value.number.Kind == Native.NumberKind.Real ? value.number.Real != 0 : value.number.Integer != 0;
}
