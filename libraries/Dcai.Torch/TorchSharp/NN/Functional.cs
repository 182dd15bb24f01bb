namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly long[] One = [1];
            private static readonly long[] Zero = [0];

            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_().alias() : x.relu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.leaky_relu_(negative_slope).alias() : input.leaky_relu(negative_slope);

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_().alias() : x.tanh();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) => Tensor.Wrap(
                Native.dcai_linear(input.handle, weights.handle, Maybe(bias), out var result), result);

            public static Tensor conv2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                long groups = 1)
            {
                strides ??= One;
                padding ??= Zero;
                dilation ??= One;
                return Tensor.Wrap(
                    Native.dcai_conv2d(
                        input.handle, weight.handle, Maybe(bias), strides, strides.Length, padding, padding.Length, dilation, dilation.Length,
                        groups, out var result), result);
            }

            public static Tensor conv2d_padding(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, Padding padding = Padding.Valid,
                long[]? dilation = null, long groups = 1)
            {
                strides ??= One;
                dilation ??= One;
                return Tensor.Wrap(
                    Native.dcai_conv2d_same(
                        input.handle, weight.handle, Maybe(bias), strides, strides.Length, padding == Padding.Same ? 1 : 0, dilation,
                        dilation.Length, groups, out var result), result);
            }

            public static Tensor conv_transpose2d(
                Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? output_padding = null, long[]? dilation = null, long groups = 1)
            {
                strides ??= One;
                padding ??= Zero;
                output_padding ??= Zero;
                dilation ??= One;
                return Tensor.Wrap(
                    Native.dcai_conv_transpose2d(
                        input.handle, weight.handle, Maybe(bias), strides, strides.Length, padding, padding.Length, output_padding,
                        output_padding.Length, dilation, dilation.Length, groups, out var result), result);
            }

            public static Tensor batch_norm(
                Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5) => Tensor.Wrap(
                Native.dcai_batch_norm(
                    input.handle, Maybe(weight), Maybe(bias), Maybe(running_mean), Maybe(running_var), training ? 1 : 0, momentum, eps,
                    relu: 0, shortcut: TensorHandle.None, out var result), result);

            public static Tensor max_pool2d(
                Tensor input, long[] kernel_size, long[]? strides = null, long[]? padding = null, long[]? dilation = null,
                bool ceil_mode = false)
            {
                strides ??= kernel_size;
                padding ??= Zero;
                dilation ??= One;
                return Tensor.Wrap(
                    Native.dcai_max_pool2d(
                        input.handle, kernel_size, kernel_size.Length, strides, strides.Length, padding, padding.Length, dilation,
                        dilation.Length, ceil_mode ? 1 : 0, out var result), result);
            }

            public static Tensor max_pool2d(
                Tensor input, long kernel_size, long? stride = null, long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Twice(kernel_size)!, Twice(stride), Twice(padding), Twice(dilation), ceil_mode);

            public static Tensor max_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                max_pool2d(input, Both(kernel_size)!, Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static Tensor avg_pool2d(
                Tensor input, long[] kernel_size, long[]? stride = null, long[]? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null)
            {
                stride ??= kernel_size;
                padding ??= Zero;
                return Tensor.Wrap(
                    Native.dcai_avg_pool2d(
                        input.handle, kernel_size, kernel_size.Length, stride, stride.Length, padding, padding.Length, ceil_mode ? 1 : 0,
                        count_include_pad ? 1 : 0, divisor_override ?? 0, out var result), result);
            }

            public static Tensor avg_pool2d(
                Tensor input, long kernel_size, long? stride = null, long padding = 0, bool ceil_mode = false, bool count_include_pad = true,
                long? divisor_override = null) =>
                avg_pool2d(input, Twice(kernel_size)!, Twice(stride), Twice(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor avg_pool2d(
                Tensor input, (long, long) kernel_size, (long, long)? stride = null, (long, long)? padding = null, bool ceil_mode = false,
                bool count_include_pad = true, long? divisor_override = null) =>
                avg_pool2d(input, Both(kernel_size)!, Both(stride), Both(padding), ceil_mode, count_include_pad, divisor_override);

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => Tensor.Wrap(
                Native.dcai_adaptive_avg_pool2d(input.handle, output_size, output_size.Length, out var result), result);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) =>
                adaptive_avg_pool2d(input, Both(output_size)!);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => adaptive_avg_pool2d(input, Twice(output_size)!);

            /// <param name="input">The tensor to pad. Borrowed.</param>
            /// <param name="pad">Before and after the last dimension, then before and after the one before it, and so on.</param>
            /// <param name="mode">What to pad with.</param>
            /// <param name="value">The constant of <see cref="PaddingModes.Constant"/>.</param>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                var (name, constant) = mode switch
                {
                    PaddingModes.Reflect => ("reflect", false),
                    PaddingModes.Replicate => ("replicate", false),
                    PaddingModes.Circular => ("circular", false),
                    _ => ("constant", true),
                };
                return Tensor.Wrap(
                    Native.dcai_pad(input.handle, pad, pad.Length, name, mode == PaddingModes.Zeros ? 0 : value, constant ? 1 : 0, out var result),
                    result);
            }

            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Tensor.Wrap(Native.dcai_dropout(input.handle, p, training ? 1 : 0, out var result), result);
                Native.Check(Native.dcai_dropout_(input.handle, p, training ? 1 : 0));
                return input.alias();
            }

            /// <param name="x">int64 […], values in [0, num_classes). Borrowed.</param>
            /// <param name="num_classes">-1: one more than the largest value.</param>
            /// <returns>int64 […, num_classes], one 1 in each row. Owned by the caller.</returns>
            public static Tensor one_hot(Tensor x, long num_classes = -1) => Tensor.Wrap(
                Native.dcai_one_hot(x.handle, num_classes, out var result), result);

            /// <param name="input">[N, K] logits. Borrowed.</param>
            /// <param name="target">int64 [N], class numbers, or a floating point [N, K] of probabilities. Borrowed.</param>
            /// <param name="weight">[K], a factor for each class.</param>
            /// <param name="ignore_index">A target that does not count.</param>
            /// <param name="reduction">Mean divides by the sum of the weights used.</param>
            /// <param name="label_smoothing">In [0, 1]: how much of each target is spread evenly over the classes.</param>
            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0.0) => Tensor.Wrap(
                Native.dcai_cross_entropy(
                    input.handle, target.handle, Maybe(weight), (long)reduction, ignore_index, label_smoothing, out var result), result);

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) => Tensor.Wrap(
                Native.dcai_nll_loss(input.handle, target.handle, Maybe(weight), (long)reduction, -100, out var result), result);

            public static Tensor binary_cross_entropy(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Tensor.Wrap(
                    Native.dcai_binary_cross_entropy(input.handle, target.handle, Maybe(weight), (long)reduction, out var result), result);

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) => Tensor.Wrap(
                Native.dcai_binary_cross_entropy_with_logits(
                    input.handle, target.handle, Maybe(weight), Maybe(pos_weights), (long)reduction, out var result), result);

            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Tensor.Wrap(
                Native.dcai_mse_loss(input.handle, target.handle, (long)reduction, out var result), result);

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) => Tensor.Wrap(
                Native.dcai_l1_loss(input.handle, target.handle, (long)reduction, out var result), result);

            /// <param name="x">[N, C, H, W]. Borrowed.</param>
            /// <param name="size">The height and width wanted, or null.</param>
            /// <param name="scale_factor">One factor for both or one for each, or null.</param>
            /// <param name="mode">Nearest, Bilinear or Bicubic.</param>
            /// <param name="align_corners">Whether the centres of the corner pixels stay where they are.</param>
            /// <param name="recompute_scale_factor">Whether the sampled positions follow from the rounded size instead of the factor.</param>
            /// <exception cref="ArgumentException">Not exactly one of size and factor is given, or the input has not four dimensions.</exception>
            public static Tensor interpolate(
                Tensor x, long[]? size = null, double[]? scale_factor = null, InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false)
            {
                if (size is null == scale_factor is null) throw new ArgumentException("either a size or a scale factor");
                if (x.shape is not [_, _, var height, var width]) throw new ArgumentException($"expected [N, C, H, W], got {x}", nameof(x));
                var (byHeight, byWidth) = scale_factor is null ? (0, 0) : (scale_factor[0], scale_factor[^1]);
                long[] target = size is null ? [(long)(height * byHeight), (long)(width * byWidth)] : [size[0], size[^1]];
                var useScale = scale_factor is not null && !recompute_scale_factor;
                return Tensor.Wrap(
                    Native.dcai_upsample2d(
                        x.handle, target, byHeight, byWidth, useScale ? 1 : 0, (int)mode, align_corners == true ? 1 : 0, out var result), result);
            }

            /// <param name="theta">[N, 2, 3]: where each pixel of the output comes from, in coordinates from -1 to 1. Borrowed.</param>
            /// <param name="size">[N, C, H, W] of the output.</param>
            /// <param name="align_corners">Whether ±1 are the centres of the corner pixels instead of their outer edges.</param>
            /// <returns>[N, H, W, 2] for <see cref="grid_sample"/>. Owned by the caller.</returns>
            public static Tensor affine_grid(Tensor theta, long[]? size = null, bool align_corners = false)
            {
                ArgumentNullException.ThrowIfNull(size);
                return Tensor.Wrap(Native.dcai_affine_grid(theta.handle, size, size.Length, align_corners ? 1 : 0, out var result), result);
            }

            public static Tensor grid_sample(
                Tensor input, Tensor grid, GridSampleMode mode = GridSampleMode.Bilinear,
                GridSamplePaddingMode padding_mode = GridSamplePaddingMode.Zeros, bool? align_corners = null) => Tensor.Wrap(
                Native.dcai_grid_sample(
                    input.handle, grid.handle, (long)mode, (long)padding_mode, align_corners == true ? 1 : 0, out var result), result);

            private static TensorHandle Maybe(Tensor? tensor) => tensor?.handle ?? TensorHandle.None;
        }
    }
}
