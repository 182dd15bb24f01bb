using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Dcai.Torch;

/// <summary>Reads and writes named tensors in the safetensors format, which Python reads too.</summary>
/// <remarks>https://github.com/huggingface/safetensors#format: a length, a JSON header, the bytes. Nothing in it is ever executed.</remarks>
public static class SafeTensors
{
    private const int HeaderBytesAtMost = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private static readonly Dictionary<string, (ScalarType Type, int Size)> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = (ScalarType.Float64, 8),
        ["F32"] = (ScalarType.Float32, 4),
        ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8),
        ["I32"] = (ScalarType.Int32, 4),
        ["I16"] = (ScalarType.Int16, 2),
        ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1),
        ["BOOL"] = (ScalarType.Bool, 1),
    };

    /// <summary>Writes <paramref name="tensors"/>; equal tensors, names and metadata give equal bytes.</summary>
    /// <param name="stream">Written from its position on; stays open.</param>
    /// <param name="tensors">Any device, shape and memory layout. Borrowed.</param>
    /// <param name="metadata">Strings to go with them.</param>
    /// <exception cref="ArgumentException">A tensor has a type that the format lacks, 2 GiB or more, or a reserved name.</exception>
    public static void Save(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Wide types first, as the reference implementation does: every tensor then starts at a multiple of its element size.
        var entries = tensors
            .Select(entry => (Name: entry.Key, Tensor: entry.Value, Format: FormatOf(entry.Key, entry.Value)))
            .OrderByDescending(entry => entry.Format.Size)
            .ThenBy(entry => entry.Name, StringComparer.Ordinal)
            .ToList();
        var header = Header(entries, metadata);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor, _) in entries)
        {
            using var detached = tensor.detach();
            using var local = detached.cpu();
            using var plain = local.contiguous();
            stream.Write(plain.bytes);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="stream">Read from its position to its end; stays open.</param>
    /// <returns>The tensors, on the CPU, and the metadata. Owned by the caller.</returns>
    /// <exception cref="InvalidDataException">The header is malformed or contradicts itself, or bytes are missing or left over.</exception>
    public static SafeTensorFile Load(Stream stream)
    {
        if (!stream.CanSeek)
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            copy.Position = 0;
            return Load(copy);
        }

        var available = stream.Length - stream.Position;
        var (entries, metadata, headerBytes) = ReadHeader(stream, available);
        Validate(entries, available - headerBytes);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (var entry in entries)
            {
                var tensor = empty(entry.Shape, dtype: Types[entry.Type].Type).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                stream.ReadExactly(tensor.bytes);
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }

        return new SafeTensorFile(tensors, metadata);
    }

    private static (string Type, int Size) FormatOf(string name, Tensor tensor)
    {
        if (name == MetadataKey) throw new ArgumentException($"{MetadataKey} is not a tensor's name.", nameof(name));
        foreach (var (key, (type, size)) in Types)
        {
            if (type != tensor.dtype) continue;
            return tensor.numel() * size <= int.MaxValue
                ? (key, size)
                : throw new ArgumentException($"Tensor {name} has {tensor.numel() * size} bytes; {int.MaxValue} is the limit.", nameof(tensor));
        }

        throw new ArgumentException($"Tensor {name} is of {tensor.dtype}, which safetensors does not hold.", nameof(tensor));
    }

    private static byte[] Header(List<(string Name, Tensor Tensor, (string Type, int Size) Format)> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var (name, tensor, format) in entries)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", format.Type);
                WriteNumbers(json, "shape", tensor.shape);
                WriteNumbers(json, "data_offsets", [offset, offset += tensor.numel() * format.Size]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of eight: the data that follows is aligned.
        while (buffer.Length % 8 != 0) buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }

    private static (List<Entry> Entries, Dictionary<string, string> Metadata, long Bytes) ReadHeader(Stream stream, long available)
    {
        if (available < 8) throw new InvalidDataException($"A safetensors file has at least 8 bytes, this one {available}.");
        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > HeaderBytesAtMost) throw new InvalidDataException($"The header claims {length} bytes; {HeaderBytesAtMost} is the limit.");
        if ((long)length > available - 8) throw new InvalidDataException($"The header claims {length} bytes, the file has {available - 8} left.");
        var header = new byte[length];
        stream.ReadExactly(header);
        try
        {
            using var document = JsonDocument.Parse(header);
            return (Entries(document.RootElement), Metadata(document.RootElement), 8 + (long)length);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new InvalidDataException($"The header is not a safetensors header: {failure.Message}", failure);
        }
    }

    private static Dictionary<string, string> Metadata(JsonElement root) =>
        root.TryGetProperty(MetadataKey, out var metadata)
            ? metadata.EnumerateObject().ToDictionary(
                entry => entry.Name, entry => entry.Value.GetString() ?? throw new FormatException($"metadata {entry.Name} is null"),
                StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    private static List<Entry> Entries(JsonElement root)
    {
        var entries = new List<Entry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!names.Add(property.Name)) throw new FormatException($"{property.Name} is there twice");
            if (property.Name == MetadataKey) continue;
            var type = property.Value.GetProperty("dtype").GetString() ?? "null";
            if (!Types.ContainsKey(type)) throw new FormatException($"tensor {property.Name} is of type {type}, which is not known");
            long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt64())];
            long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            if (shape.Any(length => length < 0)) throw new FormatException($"tensor {property.Name} has a negative length");
            if (offsets is not [>= 0, _]) throw new FormatException($"tensor {property.Name} has no two offsets");
            entries.Add(new Entry(property.Name, type, shape, offsets[0], offsets[1]));
        }

        return [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
    }

    // Every byte belongs to exactly one tensor, so a file can hide nothing and no two tensors can share memory.
    private static void Validate(List<Entry> entries, long dataBytes)
    {
        var position = 0L;
        foreach (var entry in entries)
        {
            var bytes = (long)Types[entry.Type].Size;
            try
            {
                foreach (var length in entry.Shape) bytes = checked(bytes * length);
            }
            catch (OverflowException)
            {
                throw new InvalidDataException($"Tensor {entry.Name} of [{string.Join(", ", entry.Shape)}] is too large.");
            }

            if (entry.Begin != position)
            {
                throw new InvalidDataException(
                    $"Tensor {entry.Name} starts at byte {entry.Begin}, the one before ends at {position}: a gap or an overlap.");
            }

            if (entry.End - entry.Begin != bytes)
            {
                throw new InvalidDataException(
                    $"Tensor {entry.Name} of {entry.Type} [{string.Join(", ", entry.Shape)}] takes {bytes} bytes, its offsets give it {entry.End - entry.Begin}.");
            }

            if (bytes > int.MaxValue) throw new InvalidDataException($"Tensor {entry.Name} has {bytes} bytes; {int.MaxValue} is the limit.");
            position = entry.End;
        }

        if (position != dataBytes)
        {
            throw new InvalidDataException(
                $"The tensors take {position} bytes, the file has {dataBytes}: it is {(position > dataBytes ? "truncated" : "too long")}.");
        }
    }

    private sealed record Entry(string Name, string Type, long[] Shape, long Begin, long End);
}

/// <summary>What a safetensors file held. Disposing it disposes the tensors.</summary>
public sealed class SafeTensorFile : IDisposable
{
    internal SafeTensorFile(Dictionary<string, Tensor> tensors, Dictionary<string, string> metadata)
    {
        Tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>On the CPU, in no dispose scope; <see cref="Dictionary{TKey, TValue}"/> is what load_state_dict takes.</summary>
    public Dictionary<string, Tensor> Tensors { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values) tensor.Dispose();
    }
}
