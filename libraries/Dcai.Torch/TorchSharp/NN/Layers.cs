using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Linear : nn.Module<Tensor, Tensor>
        {
            private Parameter? ownBias;
            private Parameter ownWeight = null!;

            internal Linear(Parameter weight, Parameter? bias)
                : base(nameof(Linear))
            {
                (out_features, in_features) = (weight.shape[0], weight.shape[1]);
                this.weight = weight;
                if (bias is not null) this.bias = bias;
            }

            internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype)
                : base(nameof(Linear))
            {
                (in_features, out_features) = (inputSize, outputSize);
                weight = new Parameter(empty(outputSize, inputSize, dtype, device));
                nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
                if (!hasBias) return;
                bias = new Parameter(empty(outputSize, dtype, device));
                var bound = inputSize > 0 ? 1 / Math.Sqrt(inputSize) : 0;
                nn.init.uniform_(bias, -bound, bound);
            }

            public long in_features { get; set; }

            public long out_features { get; set; }

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

            /// <param name="tensor">[…, in_features]. Borrowed.</param>
            /// <returns>[…, out_features]. Owned by the caller.</returns>
            public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
        }

        public sealed class Embedding : nn.Module<Tensor, Tensor>
        {
            private readonly long? padding;
            private readonly double? longest;
            private readonly double norm;
            private readonly bool scaleByFrequency;
            private readonly bool sparseGradients;
            private Parameter ownWeight = null!;

            internal Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq,
                bool sparse, Device? device, ScalarType? dtype)
                : base(nameof(Embedding))
            {
                padding = padding_idx;
                longest = max_norm;
                norm = norm_type;
                scaleByFrequency = scale_grad_by_freq;
                sparseGradients = sparse;
                weight = new Parameter(randn(num_embeddings, embedding_dims, dtype, device));
                if (padding_idx is not { } row) return;
                using var unrecorded = no_grad();
                using var cleared = weight.select(0, row);
                cleared.zero_();
            }

            public Parameter? weight
            {
                get => ownWeight;
                set
                {
                    if (!ReferenceEquals(ownWeight, value)) ownWeight?.Dispose();
                    ownWeight = value!;
                    Put(nameof(weight), value);
                }
            }

            /// <param name="input">int64 or int32 […]: row numbers. Borrowed.</param>
            /// <returns>[…, embedding_dims]. Owned by the caller.</returns>
            public override Tensor forward(Tensor input)
            {
                if (longest is { } limit)
                {
                    using var unrecorded = no_grad();
                    Native.Check(Native.dcai_embedding_renorm_(ownWeight.handle, input.handle, limit, norm));
                }

                return Tensor.Wrap(
                    Native.dcai_embedding(
                        ownWeight.handle, input.handle, padding ?? -1, scaleByFrequency ? 1 : 0, sparseGradients ? 1 : 0, out var result), result);
            }
        }

        public sealed class ReLU : nn.Module<Tensor, Tensor>
        {
            internal ReLU(bool inplace)
                : base(nameof(ReLU)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
        }

        public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
        {
            internal LeakyReLU(double negative_slope, bool inplace)
                : base(nameof(LeakyReLU))
            {
                this.negative_slope = negative_slope;
                this.inplace = inplace;
            }

            public double negative_slope { get; set; }

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, negative_slope, inplace);
        }

        public sealed class Tanh : nn.Module<Tensor, Tensor>
        {
            internal Tanh(bool inplace)
                : base(nameof(Tanh)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);
        }

        public sealed class Sigmoid : nn.Module<Tensor, Tensor>
        {
            internal Sigmoid(bool inplace)
                : base(nameof(Sigmoid)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override Tensor forward(Tensor tensor) => inplace ? tensor.sigmoid_().alias() : tensor.sigmoid();
        }

        public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
        {
            internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
                : base(nameof(MaxPool2d))
            {
                this.kernel_size = kernel_size;
                this.stride = stride ?? kernel_size;
                this.padding = padding ?? [0, 0];
                this.dilation = dilation ?? [1, 1];
                this.ceil_mode = ceil_mode;
            }

            public long[] kernel_size { get; set; }

            public long[] stride { get; set; }

            public long[] padding { get; set; }

            public long[] dilation { get; set; }

            public bool ceil_mode { get; set; }

            public override Tensor forward(Tensor input) =>
                nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
        }

        public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
        {
            internal AvgPool2d(
                long[] kernel_size, long[]? stride, long[]? padding, bool ceil_mode, bool count_include_pad, long? divisor_override)
                : base(nameof(AvgPool2d))
            {
                this.kernel_size = kernel_size;
                this.stride = stride ?? kernel_size;
                this.padding = padding ?? [0, 0];
                this.ceil_mode = ceil_mode;
                this.count_include_pad = count_include_pad;
                this.divisor_override = divisor_override;
            }

            public long[] kernel_size { get; set; }

            public long[] stride { get; set; }

            public long[] padding { get; set; }

            public bool ceil_mode { get; set; }

            public bool count_include_pad { get; set; }

            public long? divisor_override { get; set; }

            public override Tensor forward(Tensor input) =>
                nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
        }

        public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
        {
            internal AdaptiveAvgPool2d(long[] output_size)
                : base(nameof(AdaptiveAvgPool2d)) => this.output_size = output_size;

            public long[] output_size { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, output_size);
        }

        public sealed class Flatten : nn.Module<Tensor, Tensor>
        {
            internal Flatten(long start_dim, long end_dim)
                : base(nameof(Flatten))
            {
                this.start_dim = start_dim;
                this.end_dim = end_dim;
            }

            public long start_dim { get; set; }

            public long end_dim { get; set; }

            public override Tensor forward(Tensor input) => input.flatten(start_dim, end_dim);
        }

        public sealed class Identity : nn.Module<Tensor, Tensor>
        {
            internal Identity()
                : base(nameof(Identity))
            {
            }

            public override Tensor forward(Tensor tensor) => tensor.alias();
        }

        public sealed class Dropout : nn.Module<Tensor, Tensor>
        {
            internal Dropout(double p, bool inplace)
                : base(nameof(Dropout))
            {
                this.p = p;
                this.inplace = inplace;
            }

            public bool inplace { get; set; }

            public double p { get; set; }

            public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
        }

        public sealed class Upsample : nn.Module<Tensor, Tensor>
        {
            private readonly long[]? size;
            private readonly double[]? scaleFactor;

            internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
                : base(nameof(Upsample))
            {
                this.size = size;
                scaleFactor = scale_factor;
                this.mode = mode;
                this.align_corners = align_corners;
                this.recompute_scale_factor = recompute_scale_factor;
            }

            public UpsampleMode mode { get; private set; }

            public bool? align_corners { get; private set; }

            public bool? recompute_scale_factor { get; set; }

            public override Tensor forward(Tensor input) => nn.functional.interpolate(
                input, size, scaleFactor, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
        }

        public sealed class ZeroPad2d : nn.Module<Tensor, Tensor>
        {
            private readonly long[] sides;

            internal ZeroPad2d(params long[] sides)
                : base(nameof(ZeroPad2d)) => this.sides = sides;

            public override Tensor forward(Tensor input) => nn.functional.pad(input, sides, PaddingModes.Constant, 0);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);

            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2.0,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            public static ReLU ReLU(bool inplace = false) => new(inplace);

            public static LeakyReLU LeakyReLU(double negative_slope = 0.01, bool inplace = false) => new(negative_slope, inplace);

            public static Tanh Tanh(bool inplace = false) => new(inplace);

            public static Sigmoid Sigmoid(bool inplace = false) => new(inplace);

            public static MaxPool2d MaxPool2d(
                long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                new(Twice(kernel_size)!, Twice(stride), Twice(padding), Twice(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
                bool ceil_mode = false) =>
                new(Both(kernel_size)!, Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static MaxPool2d MaxPool2d(
                long[] kernel_size, long[]? stride = null, long[]? padding = null, long[]? dilation = null, bool ceil_mode = false) =>
                new(kernel_size, stride, padding, dilation, ceil_mode);

            public static AvgPool2d AvgPool2d(
                long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null) =>
                new(Twice(kernel_size)!, Twice(stride), Twice(padding), ceil_mode, count_include_pad, divisor_override);

            public static AvgPool2d AvgPool2d(
                (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                new(Both(kernel_size)!, Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) => new(Both(output_size)!);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

            public static Flatten Flatten(long start_dim = 1, long end_dim = -1) => new(start_dim, end_dim);

            public static Identity Identity() => new();

            public static Dropout Dropout(double p = 0.5, bool inplace = false) => new(p, inplace);

            public static Upsample Upsample(
                long[]? size = null, double[]? scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest, bool? align_corners = null,
                bool? recompute_scale_factor = null) =>
                new(size, scale_factor, mode, align_corners, recompute_scale_factor);

            public static ZeroPad2d ZeroPad2d(long padding) => new(padding, padding, padding, padding);

            /// <param name="padding">Left, right, top, bottom.</param>
            public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) =>
                new(padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            internal static long[]? Twice(long? value) => value is { } one ? [one, one] : null;

            internal static long[]? Both((long, long)? pair) => pair is { } both ? [both.Item1, both.Item2] : null;
        }
    }
}
