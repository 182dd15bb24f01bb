using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Dcai.Torch.Tests;

public sealed class WhenSafeTensorsAreReadAndWritten : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [Fact]
    public void A_file_of_pytorch_is_read()
    {
        using var file = Fixture.Load("types.safetensors");
        Assert.Equal("PyTorch", file.Metadata["made by"]);
        Assert.Equal("ä", file.Metadata["note"]);
        Assert.Equal(11, file.Tensors.Count);
        Assert.Equal([1.5, -2.5], file.Tensors["float64"].data<double>().ToArray());
        Assert.Equal([1f, float.PositiveInfinity, -0f], file.Tensors["float32"].data<float>().ToArray());
        Assert.Equal([0.5f, 65504f], file.Tensors["float16"].@float().data<float>().ToArray());
        Assert.Equal([1f, -3f], file.Tensors["bfloat16"].@float().data<float>().ToArray());
        Assert.Equal([-(1L << 62), 5L], file.Tensors["int64"].data<long>().ToArray());
        Assert.Equal([1L, 1L, 1L], file.Tensors["int32"].shape);
        Assert.Equal([(sbyte)-128, (sbyte)127], file.Tensors["int8"].data<sbyte>().ToArray());
        Assert.Equal([(byte)0, (byte)255], file.Tensors["uint8"].data<byte>().ToArray());
        Assert.Equal([true, false, true], file.Tensors["bool"].data<bool>().ToArray());
        Assert.Equal(3.25f, file.Tensors["scalar"].item<float>());
        Assert.Equal([0L, 4L], file.Tensors["empty"].shape);
    }

    [Fact]
    public void What_is_written_is_what_was_read()
    {
        var original = File.ReadAllBytes(Fixture.Path("types.safetensors"));
        using var file = Fixture.Load("types.safetensors");
        var written = Write(file.Tensors, file.Metadata);
        using var again = SafeTensors.Load(new MemoryStream(written));
        Assert.Equal(file.Metadata.OrderBy(entry => entry.Key), again.Metadata.OrderBy(entry => entry.Key));
        foreach (var (name, tensor) in file.Tensors) Fixture.AssertSame(tensor, again.Tensors[name]);
        Assert.Equal(original.Length - HeaderLength(original), written.Length - HeaderLength(written));
    }

    [Fact]
    public void Equal_tensors_give_equal_bytes_in_whatever_order_and_layout()
    {
        var images = randn([2, 3, 4, 5]);
        var numbers = arange(3);
        var first = Write(new() { ["a"] = images, ["b"] = numbers });
        var second = Write(new() { ["b"] = numbers.clone(), ["a"] = images.AsChannelsLast() });
        Assert.Equal(first, second);
        Assert.Equal(0, HeaderLength(first) % 8);
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_read()
    {
        var bytes = Write(new() { ["a"] = arange(3) });
        using var compressed = new MemoryStream();
        using (var writer = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true)) writer.Write(bytes);
        compressed.Position = 0;
        using var reader = new System.IO.Compression.GZipStream(compressed, System.IO.Compression.CompressionMode.Decompress);
        using var file = SafeTensors.Load(reader);
        Assert.Equal([0L, 1L, 2L], file.Tensors["a"].data<long>().ToArray());
    }

    [Theory]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 4, "truncated")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 12, "too long")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8, "Tensor a of F32 [3] takes 12 bytes, its offsets give it 8")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "a gap or an overlap")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]},\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[2,6]}}", 6, "Tensor b starts at byte 2")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 0, "too large")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "negative length")]
    [InlineData("{\"a\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8, "type C64")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "not a safetensors header")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}}", 0, "a is there twice")]
    [InlineData("{\"__metadata__\":{\"n\":1}}", 0, "not a safetensors header")]
    [InlineData("[1]", 0, "not a safetensors header")]
    [InlineData("{\"a\"", 0, "not a safetensors header")]
    public void A_damaged_file_is_refused_by_cause(string header, int dataBytes, string cause)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var bytes = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        Assert.Contains(cause, Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new MemoryStream(bytes))).Message);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "at least 8 bytes, this one 3")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "claims 9 bytes, the file has 2 left")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 }, "is the limit")]
    public void A_file_that_is_no_safetensors_file_is_refused(byte[] bytes, string cause) =>
        Assert.Contains(cause, Assert.Throws<InvalidDataException>(() => SafeTensors.Load(new MemoryStream(bytes))).Message);

    [PythonTorchFact]
    public void Python_reads_what_is_written()
    {
        var directory = Directory.CreateTempSubdirectory("dcai-safetensors");
        try
        {
            var (mine, theirs) = (Path.Combine(directory.FullName, "mine.safetensors"), Path.Combine(directory.FullName, "theirs.safetensors"));
            var tensors = new Dictionary<string, Tensor>
            {
                ["weights"] = randn([3, 4, 2, 2]).AsChannelsLast(),
                ["half"] = randn(5).half(),
                ["mask"] = tensor(new[] { true, false }),
                ["step"] = tensor(12L),
            };
            File.WriteAllBytes(mine, Write(tensors, new Dictionary<string, string> { ["key"] = "value" }));
            var code = "import sys; sys.path.insert(0, sys.argv[3]); import safetensors_file as s; t, m = s.load(sys.argv[1]); s.save(t, sys.argv[2], m)";
            using var process = Process.Start(new ProcessStartInfo(
                PythonTorchFactAttribute.Python, ["-B", "-c", code, mine, theirs, Path.GetDirectoryName(Fixture.Path("safetensors_file.py"))!])
            {
                RedirectStandardError = true,
            })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            using var stream = File.OpenRead(theirs);
            using var file = SafeTensors.Load(stream);
            Assert.Equal("value", file.Metadata["key"]);
            foreach (var (name, tensor) in tensors) Fixture.AssertSame(tensor, file.Tensors[name]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static byte[] Write(Dictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        SafeTensors.Save(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static long HeaderLength(byte[] file) => 8 + BinaryPrimitives.ReadInt64LittleEndian(file);
}

/// <summary>A test that asks PyTorch itself; skipped where Debian's is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonTorchFactAttribute : FactAttribute
{
    internal const string Python = "/usr/bin/python3";

    public PythonTorchFactAttribute()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/torch"))
        {
            Skip = "PyTorch is not installed: apt-get install --no-install-recommends python3-torch";
        }
    }
}
