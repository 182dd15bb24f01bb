using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp;

/// <summary>The C functions of native/src, one declaration each.</summary>
/// <remarks>Libtorch is loaded by the first call of one of them and by nothing before it.</remarks>
internal static partial class Native
{
    private const string Library = "dcai_torch";
    private const string FileName = "libdcai_torch.so";

    /// <summary>Where and as what a tensor is created; laid out as Options in shim.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Options
    {
        internal int DataType;
        internal int DeviceType;
        internal int DeviceIndex;
        internal int RequiresGrad;
    }

    /// <summary>A number whose type is known at run time only; laid out as Number in shim.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Number
    {
        internal double Real;
        internal long Integer;
        internal NumberKind Kind;
    }

    internal enum NumberKind
    {
        Integer = 0,
        Real = 1,
        Boolean = 2,
    }

    /// <summary>Laid out as AdamSettings in optim.cpp.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AdamSettings
    {
        internal double LearningRate;
        internal double Beta1;
        internal double Beta2;
        internal double Epsilon;
        internal double WeightDecay;
        internal int Maximize;
        internal int Decoupled;
    }

    // An explicit static constructor: the resolver must be in place before the first call, not "some time before".
    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    internal static void Check(int status)
    {
        if (status != 0) throw Failure();
    }

    /// <summary>The exception for a call that returned 1; TorchSharp throws the same type.</summary>
    internal static ExternalException Failure() =>
        new(Marshal.PtrToStringUTF8(dcai_last_error()) ?? "libtorch reported no reason");

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library) return 0;
        TuneForThisProcessor();
        return Load(Directories());
    }

    /// <exception cref="DllNotFoundException">Nothing could be loaded; the one line says what is missing and how to get it.</exception>
    internal static nint Load(IReadOnlyList<string> directories)
    {
        foreach (var path in directories.Select(directory => Path.Combine(directory, FileName)).Where(File.Exists))
        {
            try
            {
                return NativeLibrary.Load(path);
            }
            catch (DllNotFoundException failure)
            {
                throw new DllNotFoundException(
                    $"{path} could not be loaded, most likely because libtorch is not installed: "
                    + $"apt-get install --no-install-recommends libtorch-dev libopenblas0-pthread. ({Reason(failure)})");
            }
        }

        throw new DllNotFoundException(
            $"{FileName} was not found in {string.Join(" or ", directories)}: run libraries/Dcai.Torch/native/build.sh and build again, "
            + "or name its folder in DCAI_TORCH_NATIVE_DIR.");
    }

    private static IReadOnlyList<string> Directories()
    {
        var named = Environment.GetEnvironmentVariable("DCAI_TORCH_NATIVE_DIR");
        string[] candidates = [AppContext.BaseDirectory, Path.GetDirectoryName(typeof(Native).Assembly.Location) ?? "", named ?? ""];
        return [.. candidates.Where(candidate => candidate.Length > 0).Select(Path.TrimEndingDirectorySeparator).Distinct()];
    }

    // dlopen's own line, without the advice that .NET puts around it.
    private static string Reason(DllNotFoundException failure) =>
        failure.Message.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.Length > 0 && line.Contains(".so", StringComparison.Ordinal))
        ?? failure.Message.Split('\n')[0].Trim();

    // ATen and OpenBLAS read these with getenv when they are loaded, which .NET's SetEnvironmentVariable does not reach.
    // OpenBLAS takes newer AMD cores for Haswell; Debian's ATen picks AVX2 unless told otherwise.
    private static void TuneForThisProcessor()
    {
        if (!Avx512F.IsSupported || !Avx512BW.IsSupported || !Avx512DQ.IsSupported || !Avx512F.VL.IsSupported) return;
        const int KeepWhatTheUserSet = 0;
        _ = setenv("ATEN_CPU_CAPABILITY", "avx512", KeepWhatTheUserSet);
        _ = setenv("OPENBLAS_CORETYPE", "SKYLAKEX", KeepWhatTheUserSet);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport(Library)]
    internal static partial nint dcai_last_error();

    [LibraryImport(Library)]
    internal static partial nint dcai_version();

    [LibraryImport(Library)]
    internal static partial int dcai_set_num_threads(int count);

    [LibraryImport(Library)]
    internal static partial int dcai_get_num_threads(out int count);

    [LibraryImport(Library)]
    internal static partial int dcai_set_num_interop_threads(int count);

    [LibraryImport(Library)]
    internal static partial int dcai_get_num_interop_threads(out int count);

    [LibraryImport(Library)]
    internal static partial int dcai_cuda_is_available(out int available);

    [LibraryImport(Library)]
    internal static partial int dcai_cuda_is_cudnn_available(out int available);

    [LibraryImport(Library)]
    internal static partial int dcai_cuda_device_count(out int count);

    [LibraryImport(Library)]
    internal static partial int dcai_cuda_synchronize(long index);

    [LibraryImport(Library)]
    internal static partial int dcai_cuda_manual_seed(ulong seed, int all);

    [LibraryImport(Library)]
    internal static partial int dcai_manual_seed(ulong seed);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_default(int deviceType, int deviceIndex, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_new(ulong seed, int deviceType, int deviceIndex, out nint result);

    [LibraryImport(Library)]
    internal static partial void dcai_generator_free(nint generator);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_seed(GeneratorHandle generator, ulong seed);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_initial_seed(GeneratorHandle generator, out long seed);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_get_state(GeneratorHandle generator, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_generator_set_state(GeneratorHandle generator, TensorHandle state);

    [LibraryImport(Library)]
    internal static partial void dcai_free(nint self);

    [LibraryImport(Library)]
    internal static partial int dcai_alias(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial long dcai_dim(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long dcai_numel(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial long dcai_element_size(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_dtype(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial void dcai_device(TensorHandle self, out int type, out int index);

    [LibraryImport(Library)]
    internal static partial int dcai_sizes(TensorHandle self, Span<long> result);

    [LibraryImport(Library)]
    internal static partial int dcai_strides(TensorHandle self, Span<long> result);

    [LibraryImport(Library)]
    internal static partial int dcai_data(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_item(TensorHandle self, out Number result);

    [LibraryImport(Library)]
    internal static partial int dcai_requires_grad(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_set_requires_grad(TensorHandle self, int value);

    [LibraryImport(Library)]
    internal static partial int dcai_is_leaf(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_is_contiguous(TensorHandle self, int memoryFormat, out int result);

    [LibraryImport(Library)]
    internal static partial int dcai_contiguous(TensorHandle self, int memoryFormat, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_set_data(TensorHandle self, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int dcai_to(
        TensorHandle self, int dtype, int deviceType, int deviceIndex, int copy, int nonBlocking, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_clone(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_copy_(TensorHandle self, TensorHandle source, int nonBlocking);

    [LibraryImport(Library)]
    internal static partial int dcai_detach(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_detach_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_fill_(TensorHandle self, Number value);

    [LibraryImport(Library)]
    internal static partial int dcai_zero_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_uniform_(TensorHandle self, double from, double to, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int dcai_normal_(TensorHandle self, double mean, double std, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int dcai_bernoulli(TensorHandle self, GeneratorHandle generator, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bernoulli_(TensorHandle self, double p, GeneratorHandle generator);

    [LibraryImport(Library)]
    internal static partial int dcai_multinomial(
        TensorHandle self, long count, int replacement, GeneratorHandle generator, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_view(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_reshape(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_permute(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_repeat(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_flip(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_tile(TensorHandle self, ReadOnlySpan<long> values, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_expand(TensorHandle self, ReadOnlySpan<long> size, long rank, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_roll(
        TensorHandle self, ReadOnlySpan<long> shifts, long shiftCount, ReadOnlySpan<long> dims, long dimCount, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_flatten(TensorHandle self, long start, long end, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_transpose(TensorHandle self, long first, long second, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_unsqueeze(TensorHandle self, long dim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_squeeze(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_squeeze_dim(TensorHandle self, long dim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_narrow(TensorHandle self, long dim, long start, long length, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_slice(TensorHandle self, long dim, long start, long end, long step, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_select(TensorHandle self, long dim, long index, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_index_select(TensorHandle self, long dim, TensorHandle index, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_gather(TensorHandle self, long dim, TensorHandle index, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_scatter(TensorHandle self, long dim, TensorHandle index, TensorHandle source, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_scatter_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int dcai_scatter_add(TensorHandle self, long dim, TensorHandle index, TensorHandle source, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_scatter_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int dcai_index_copy(TensorHandle self, long dim, TensorHandle index, TensorHandle source, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_index_copy_(TensorHandle self, long dim, TensorHandle index, TensorHandle source);

    [LibraryImport(Library)]
    internal static partial int dcai_index_add(
        TensorHandle self, long dim, TensorHandle index, TensorHandle source, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_index_add_(TensorHandle self, long dim, TensorHandle index, TensorHandle source, Number alpha);

    [LibraryImport(Library)]
    internal static partial int dcai_masked_fill(TensorHandle self, TensorHandle mask, Number value, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_masked_fill_(TensorHandle self, TensorHandle mask, Number value);

    [LibraryImport(Library)]
    internal static partial int dcai_masked_select(TensorHandle self, TensorHandle mask, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_where(TensorHandle condition, TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_nonzero(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_repeat_interleave(TensorHandle self, long repeats, long dim, int hasDim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_tril(TensorHandle self, long diagonal, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_triu(TensorHandle self, long diagonal, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_diag(TensorHandle self, long diagonal, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_index(TensorHandle self, nint[] indices, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_index_put_(TensorHandle self, nint[] indices, long count, TensorHandle value);

    [LibraryImport(Library)]
    internal static partial int dcai_cat(nint[] parts, long count, long dim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_stack(nint[] parts, long count, long dim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_empty(ReadOnlySpan<long> size, long rank, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_zeros(ReadOnlySpan<long> size, long rank, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ones(ReadOnlySpan<long> size, long rank, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_full(ReadOnlySpan<long> size, long rank, Number value, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_arange(Number start, Number stop, Number step, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_linspace(double start, double stop, long steps, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_eye(long rows, long columns, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_rand(
        ReadOnlySpan<long> size, long rank, GeneratorHandle generator, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_randn(
        ReadOnlySpan<long> size, long rank, GeneratorHandle generator, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_randint(
        long low, long high, ReadOnlySpan<long> size, long rank, GeneratorHandle generator, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_randperm(long count, GeneratorHandle generator, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_scalar_tensor(Number value, Options options, out nint result);

    [LibraryImport(Library)]
    internal static unsafe partial int dcai_from_memory(
        void* data, ReadOnlySpan<long> size, long rank, int dtype, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_rand_like(TensorHandle self, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_randn_like(TensorHandle self, Options options, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_abs(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_abs_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_ceil(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ceil_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_cos(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_cos_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_erf(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_erf_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_exp(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_exp_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_expm1(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_expm1_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_floor(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_floor_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_log(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_log_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_log10(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_log10_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_log1p(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_log1p_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_log2(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_log2_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_neg(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_neg_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_reciprocal(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_reciprocal_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_relu(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_relu_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_round(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_round_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_rsqrt(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_rsqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_sigmoid(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sigmoid_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_sign(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sign_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_sin(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sin_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_sqrt(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sqrt_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_square(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_square_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_tan(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_tan_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_tanh(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_tanh_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_trunc(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_trunc_(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_bitwise_not(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_isfinite(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_isinf(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_isnan(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_logical_not(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mul(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mul_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mul_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int dcai_mul_scalar_(TensorHandle self, Number other);

    [LibraryImport(Library)]
    internal static partial int dcai_div(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_div_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_div_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int dcai_div_scalar_(TensorHandle self, Number other);

    [LibraryImport(Library)]
    internal static partial int dcai_pow(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_pow_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_pow_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int dcai_pow_scalar_(TensorHandle self, Number other);

    [LibraryImport(Library)]
    internal static partial int dcai_remainder(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_remainder_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_remainder_(TensorHandle self, TensorHandle other);

    [LibraryImport(Library)]
    internal static partial int dcai_remainder_scalar_(TensorHandle self, Number other);

    [LibraryImport(Library)]
    internal static partial int dcai_eq(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_eq_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ne(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ne_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_lt(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_lt_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_le(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_le_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_gt(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_gt_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ge(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_ge_scalar(TensorHandle self, Number other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_atan2(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bitwise_and(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bitwise_or(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bitwise_xor(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bmm(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_dot(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_logical_and(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_logical_or(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_logical_xor(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_matmul(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_maximum(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_minimum(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mm(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_outer(TensorHandle self, TensorHandle other, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_add(TensorHandle self, TensorHandle other, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_add_(TensorHandle self, TensorHandle other, Number alpha);

    [LibraryImport(Library)]
    internal static partial int dcai_add_scalar(TensorHandle self, Number other, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_add_scalar_(TensorHandle self, Number other, Number alpha);

    [LibraryImport(Library)]
    internal static partial int dcai_sub(TensorHandle self, TensorHandle other, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sub_(TensorHandle self, TensorHandle other, Number alpha);

    [LibraryImport(Library)]
    internal static partial int dcai_sub_scalar(TensorHandle self, Number other, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sub_scalar_(TensorHandle self, Number other, Number alpha);

    [LibraryImport(Library)]
    internal static partial int dcai_addcmul(TensorHandle self, TensorHandle first, TensorHandle second, Number value, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_addcmul_(TensorHandle self, TensorHandle first, TensorHandle second, Number value);

    [LibraryImport(Library)]
    internal static partial int dcai_addcdiv(TensorHandle self, TensorHandle first, TensorHandle second, Number value, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_addcdiv_(TensorHandle self, TensorHandle first, TensorHandle second, Number value);

    [LibraryImport(Library)]
    internal static unsafe partial int dcai_clamp(TensorHandle self, Number* minimum, Number* maximum, out nint result);

    [LibraryImport(Library)]
    internal static unsafe partial int dcai_clamp_(TensorHandle self, Number* minimum, Number* maximum);

    [LibraryImport(Library)]
    internal static partial int dcai_clamp_tensor(TensorHandle self, TensorHandle minimum, TensorHandle maximum, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_lerp(TensorHandle self, TensorHandle end, TensorHandle weight, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_isclose(
        TensorHandle self, TensorHandle other, double rtol, double atol, int equalNan, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_allclose(
        TensorHandle self, TensorHandle other, double rtol, double atol, int equalNan, out int result);

    [LibraryImport(Library)]
    internal static partial int dcai_equal(TensorHandle self, TensorHandle other, out int result);

    [LibraryImport(Library)]
    internal static partial int dcai_all_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_any_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_argmax_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_argmin_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_max_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_median_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_min_all(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mean_all(TensorHandle self, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_prod_all(TensorHandle self, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sum_all(TensorHandle self, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_all(TensorHandle self, long dim, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_any(TensorHandle self, long dim, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_argmax(TensorHandle self, long dim, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_argmin(TensorHandle self, long dim, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_max(TensorHandle self, long dim, int keepdim, out nint values, out nint indices);

    [LibraryImport(Library)]
    internal static partial int dcai_min(TensorHandle self, long dim, int keepdim, out nint values, out nint indices);

    [LibraryImport(Library)]
    internal static partial int dcai_amax(TensorHandle self, ReadOnlySpan<long> dims, long count, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_amin(TensorHandle self, ReadOnlySpan<long> dims, long count, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_logsumexp(TensorHandle self, ReadOnlySpan<long> dims, long count, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mean(
        TensorHandle self, ReadOnlySpan<long> dims, long count, int keepdim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_sum(
        TensorHandle self, ReadOnlySpan<long> dims, long count, int keepdim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_std_all(TensorHandle self, int unbiased, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_std(
        TensorHandle self, ReadOnlySpan<long> dims, long count, int unbiased, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_var_all(TensorHandle self, int unbiased, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_var(
        TensorHandle self, ReadOnlySpan<long> dims, long count, int unbiased, int keepdim, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_prod(TensorHandle self, long dim, int keepdim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_cumsum(TensorHandle self, long dim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_norm_all(TensorHandle self, double p, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_norm(TensorHandle self, long dim, int keepdim, double p, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_softmax(TensorHandle self, long dim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_log_softmax(TensorHandle self, long dim, int dtype, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_topk(
        TensorHandle self, long k, long dim, int largest, int sorted, out nint values, out nint indices);

    [LibraryImport(Library)]
    internal static partial int dcai_sort(TensorHandle self, long dim, int descending, int stable, out nint values, out nint indices);

    [LibraryImport(Library)]
    internal static partial int dcai_argsort(TensorHandle self, long dim, int descending, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_bincount(TensorHandle self, TensorHandle weights, long minimumLength, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_conv2d_doubled(TensorHandle input, TensorHandle weight, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_conv2d_winograd(TensorHandle input, TensorHandle weight, out nint result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int dcai_einsum(string equation, nint[] operands, long count, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_conv2d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, ReadOnlySpan<long> stride, long strideCount, ReadOnlySpan<long>
        padding, long paddingCount, ReadOnlySpan<long> dilation, long dilationCount, long groups, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_conv2d_same(
        TensorHandle input, TensorHandle weight, TensorHandle bias, ReadOnlySpan<long> stride, long strideCount, int same,
        ReadOnlySpan<long> dilation, long dilationCount, long groups, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_conv_transpose2d(
        TensorHandle input, TensorHandle weight, TensorHandle bias, ReadOnlySpan<long> stride, long strideCount, ReadOnlySpan<long>
        padding, long paddingCount, ReadOnlySpan<long> outputPadding, long outputPaddingCount, ReadOnlySpan<long> dilation, long
        dilationCount, long groups, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_linear(TensorHandle input, TensorHandle weight, TensorHandle bias, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_batch_norm(
        TensorHandle input, TensorHandle weight, TensorHandle bias, TensorHandle mean, TensorHandle variance, int training, double
        momentum, double eps, int relu, TensorHandle shortcut, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_max_pool2d(
        TensorHandle input, ReadOnlySpan<long> kernel, long kernelCount, ReadOnlySpan<long> stride, long strideCount,
        ReadOnlySpan<long> padding, long paddingCount, ReadOnlySpan<long> dilation, long dilationCount, int ceilMode, out nint
        result);

    [LibraryImport(Library)]
    internal static partial int dcai_avg_pool2d(
        TensorHandle input, ReadOnlySpan<long> kernel, long kernelCount, ReadOnlySpan<long> stride, long strideCount,
        ReadOnlySpan<long> padding, long paddingCount, int ceilMode, int countIncludePad, long divisor, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_adaptive_avg_pool2d(TensorHandle input, ReadOnlySpan<long> size, long count, out nint result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int dcai_pad(
        TensorHandle input, ReadOnlySpan<long> pad, long count, string mode, double value, int hasValue, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_leaky_relu(TensorHandle input, Number slope, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_leaky_relu_(TensorHandle input, Number slope);

    [LibraryImport(Library)]
    internal static partial int dcai_elu(TensorHandle input, Number alpha, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_softplus(TensorHandle input, double beta, double threshold, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_dropout(TensorHandle input, double p, int training, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_dropout_(TensorHandle input, double p, int training);

    [LibraryImport(Library)]
    internal static partial int dcai_embedding(
        TensorHandle weight, TensorHandle indices, long paddingIndex, int scaleByFrequency, int sparse, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_embedding_renorm_(TensorHandle weight, TensorHandle indices, double maxNorm, double normType);

    [LibraryImport(Library)]
    internal static partial int dcai_one_hot(TensorHandle input, long classes, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_cross_entropy(
        TensorHandle input, TensorHandle target, TensorHandle weight, long reduction, long ignoreIndex, double labelSmoothing, out
        nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_nll_loss(
        TensorHandle input, TensorHandle target, TensorHandle weight, long reduction, long ignoreIndex, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_binary_cross_entropy(
        TensorHandle input, TensorHandle target, TensorHandle weight, long reduction, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_binary_cross_entropy_with_logits(
        TensorHandle input, TensorHandle target, TensorHandle weight, TensorHandle positiveWeight, long reduction, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_mse_loss(TensorHandle input, TensorHandle target, long reduction, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_l1_loss(TensorHandle input, TensorHandle target, long reduction, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_affine_grid(
        TensorHandle theta, ReadOnlySpan<long> size, long count, int alignCorners, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_grid_sample(
        TensorHandle input, TensorHandle grid, long mode, long paddingMode, int alignCorners, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_upsample2d(
        TensorHandle input, ReadOnlySpan<long> size, double scaleHeight, double scaleWidth, int hasScale, int mode, int
        alignCorners, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_grad_enabled();

    [LibraryImport(Library)]
    internal static partial void dcai_set_grad_enabled(int enabled);

    [LibraryImport(Library)]
    internal static partial int dcai_inference_mode_enabled();

    [LibraryImport(Library)]
    internal static partial int dcai_inference_mode_enter(int enabled, out nint guard);

    [LibraryImport(Library)]
    internal static partial void dcai_inference_mode_leave(nint guard);

    [LibraryImport(Library)]
    internal static partial int dcai_backward(
        nint[] outputs, long outputCount, nint[] gradients, long gradientCount, int retainGraph, int createGraph, nint[] inputs,
        long inputCount);

    [LibraryImport(Library)]
    internal static partial int dcai_grad(
        nint[] outputs, long outputCount, nint[] inputs, long inputCount, nint[] gradients, long gradientCount, int retainGraph, int
        createGraph, int allowUnused, [In, Out] nint[] results);

    [LibraryImport(Library)]
    internal static partial int dcai_get_grad(TensorHandle self, out nint result);

    [LibraryImport(Library)]
    internal static partial int dcai_set_grad(TensorHandle self, TensorHandle gradient);

    [LibraryImport(Library)]
    internal static partial int dcai_zero_grad(nint[] parameters, long count, int setToNone);

    [LibraryImport(Library)]
    internal static partial int dcai_retain_grad(TensorHandle self);

    [LibraryImport(Library)]
    internal static partial int dcai_adam_step(
        nint[] parameters, nint[] averages, nint[] squares, nint[]? largest, [In, Out] long[] steps, long count, AdamSettings
        settings);

    [LibraryImport(Library)]
    internal static partial int dcai_sgd_step(
        nint[] parameters, [In, Out] nint[] velocities, long count, double learningRate, double momentum, double dampening, double
        weightDecay, int nesterov, int maximize);
}
