using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class Convolution : nn.Module<Tensor, Tensor>
        {
            private readonly long[] border;
            private Parameter? ownBias;
            private Parameter ownWeight = null!;

            private protected Convolution(
                string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding, Padding? padding_type,
                long[] dilation, bool transposed, long[] output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device,
                ScalarType? dtype)
                : base(name)
            {
                if (transposed && padding_mode != PaddingModes.Zeros)
                {
                    throw new ArgumentException("A transposed convolution pads with zeros only.", nameof(padding_mode));
                }

                if (padding_type == TorchSharp.Padding.Same && stride.Any(step => step != 1))
                {
                    throw new ArgumentException("padding Same asks for a stride of 1.", nameof(padding_type));
                }

                this.in_channels = in_channels;
                this.out_channels = out_channels;
                this.kernel_size = kernel_size;
                this.stride = stride;
                this.padding = padding_type is null ? padding ?? new long[kernel_size.Length] : null;
                this.padding_type = padding_type;
                this.dilation = dilation;
                this.transposed = transposed;
                this.output_padding = output_padding;
                this.groups = groups;
                this.padding_mode = padding_mode;
                border = Border();
                long[] channels = transposed ? [in_channels, out_channels / groups] : [out_channels, in_channels / groups];
                weight = new Parameter(empty([.. channels, .. kernel_size], dtype, device));
                if (bias) this.bias = new Parameter(empty(out_channels, dtype, device));
                reset_parameters();
            }

            public Parameter? bias
            {
                get => ownBias;
                set
                {
                    if (!ReferenceEquals(ownBias, value)) ownBias?.Dispose();
                    ownBias = value;
                    Put(nameof(bias), value);
                }
            }

            public Parameter weight
            {
                get => ownWeight;
                set
                {
                    if (!ReferenceEquals(ownWeight, value)) ownWeight?.Dispose();
                    ownWeight = value;
                    Put(nameof(weight), value);
                }
            }

            public long in_channels { get; }

            public long out_channels { get; }

            public bool transposed { get; }

            public Padding? padding_type { get; private set; }

            public long[]? padding { get; private set; }

            public PaddingModes padding_mode { get; set; }

            public long groups { get; set; }

            public long[] kernel_size { get; set; }

            public long[] stride { get; set; }

            public long[] dilation { get; set; }

            public long[] output_padding { get; set; }

            /// <summary>Draws weights and biases anew, as PyTorch initialises them.</summary>
            public void reset_parameters()
            {
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                if (bias is null) return;
                var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
                if (fanIn == 0) return;
                var bound = 1 / Math.Sqrt(fanIn);
                nn.init.uniform_(bias, -bound, bound);
            }

            private protected Tensor Padded(Tensor input) => nn.functional.pad(input, border, padding_mode);

            // functional.pad wants the last dimension first and both of its sides.
            private long[] Border()
            {
                var sides = new List<long>();
                for (var i = kernel_size.Length - 1; i >= 0; i--)
                {
                    var total = dilation[i] * (kernel_size[i] - 1);
                    var (before, after) = padding is { } fixedPadding ? (fixedPadding[i], fixedPadding[i])
                        : padding_type == TorchSharp.Padding.Same ? (total / 2, total - (total / 2))
                        : (0, 0);
                    sides.AddRange([before, after]);
                }

                return [.. sides];
            }
        }

        public sealed class Conv2d : Convolution
        {
            internal Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long)? padding, Padding? padding_type,
                (long, long) dilation, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
                : base(
                    nameof(Conv2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2], [stride.Item1, stride.Item2],
                    padding is { } given ? [given.Item1, given.Item2] : null, padding_type, [dilation.Item1, dilation.Item2], false, [0, 0],
                    groups, bias, padding_mode, device, dtype)
            {
            }

            /// <param name="input">[N, C, H, W] or [C, H, W]. Borrowed.</param>
            /// <returns>[N, out_channels, H', W'] or [out_channels, H', W']. Owned by the caller.</returns>
            public override Tensor forward(Tensor input)
            {
                if (padding_mode != PaddingModes.Zeros)
                {
                    using var padded = Padded(input);
                    return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
                }

                return padding_type is { } kind
                    ? nn.functional.conv2d_padding(input, weight, bias, stride, kind, dilation, groups)
                    : nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
            }
        }

        public sealed class ConvTranspose2d : Convolution
        {
            internal ConvTranspose2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long) stride, (long, long) padding, (long, long) dilation,
                (long, long) output_padding, long groups, bool bias, PaddingModes padding_mode, Device? device, ScalarType? dtype)
                : base(
                    nameof(ConvTranspose2d), in_channels, out_channels, [kernel_size.Item1, kernel_size.Item2], [stride.Item1, stride.Item2],
                    [padding.Item1, padding.Item2], null, [dilation.Item1, dilation.Item2], true, [output_padding.Item1, output_padding.Item2],
                    groups, bias, padding_mode, device, dtype)
            {
            }

            public override Tensor forward(Tensor input) =>
                nn.functional.conv_transpose2d(input, weight, bias, stride, padding, output_padding, dilation, groups);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null, (dilation, dilation),
                    groups, bias, padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), null, dilation ?? (1, 1), groups, bias,
                    padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding, (dilation, dilation), groups, bias,
                    padding_mode, device, dtype);

            public static Conv2d Conv2d(
                long in_channels, long out_channels, (long, long) kernel_size, Padding padding, (long, long)? stride = null,
                (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), null, padding, dilation ?? (1, 1), groups, bias, padding_mode,
                    device, dtype);

            public static ConvTranspose2d ConvTranspose2d(
                long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0, long output_padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), (dilation, dilation),
                    (output_padding, output_padding), groups, bias, padding_mode, device, dtype);

            public static ConvTranspose2d ConvTranspose2d(
                long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? output_padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1, bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), output_padding ?? (0, 0),
                    groups, bias, padding_mode, device, dtype);
        }
    }
}
