using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class NormBase : nn.Module<Tensor, Tensor>
        {
            private Parameter? ownBias;
            private Parameter? ownWeight;
            private Tensor? mean;
            private Tensor? variance;
            private Tensor? batches;

            private protected NormBase(
                long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
                string name)
                : base(name)
            {
                this.num_features = num_features;
                this.eps = eps;
                this.momentum = momentum;
                this.affine = affine;
                this.track_running_stats = track_running_stats;
                if (affine)
                {
                    weight = new Parameter(ones(num_features, dtype, device));
                    bias = new Parameter(zeros(num_features, dtype, device));
                }

                if (!track_running_stats) return;
                running_mean = zeros(num_features, dtype, device);
                running_var = ones(num_features, dtype, device);
                num_batches_tracked = tensor(0L, device: device);
            }

            public long num_features { get; private set; }

            public double eps { get; set; }

            public double? momentum { get; set; }

            public bool affine { get; private set; }

            public bool track_running_stats { get; private set; }

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
                get => ownWeight!;
                set
                {
                    if (!ReferenceEquals(ownWeight, value)) ownWeight?.Dispose();
                    ownWeight = value;
                    Put(nameof(weight), value);
                }
            }

            public Tensor? running_mean
            {
                get => mean;
                set => Replace(ref mean, value, nameof(running_mean));
            }

            public Tensor? running_var
            {
                get => variance;
                set => Replace(ref variance, value, nameof(running_var));
            }

            public Tensor? num_batches_tracked
            {
                get => batches;
                set => Replace(ref batches, value, nameof(num_batches_tracked));
            }

            public void reset_running_stats()
            {
                if (!track_running_stats) return;
                mean!.zero_();
                variance!.fill_(1);
                batches!.zero_();
            }

            public void reset_parameters()
            {
                reset_running_stats();
                if (!affine) return;
                nn.init.ones_(weight);
                nn.init.zeros_(bias!);
            }

            private void Replace(ref Tensor? field, Tensor? value, string name)
            {
                if (!ReferenceEquals(field, value)) field?.Dispose();
                field = value;
                Put(name, value);
            }
        }

        public abstract class BatchNorm : NormBase
        {
            private protected BatchNorm(
                long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
                string name)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
            {
            }

            private protected abstract int Rank { get; }

            public override Tensor forward(Tensor input)
            {
                CheckRank(input);
                var factor = CountBatch();
                var ofTheBatch = training || running_mean is null;
                return nn.functional.batch_norm(
                    input, running_mean, running_var, affine ? weight : null, bias, ofTheBatch, factor, eps);
            }

            /// <exception cref="ArgumentException">The number of dimensions is another.</exception>
            internal void CheckRank(Tensor input)
            {
                if (input.ndim != Rank) throw new ArgumentException($"expected {Rank}D input, but got {input.ndim}D input", nameof(input));
            }

            /// <summary>Counts a batch that is trained on.</summary>
            /// <returns>How far the running statistics move towards those of the batch, in [0, 1].</returns>
            internal double CountBatch()
            {
                if (!training || !track_running_stats) return momentum ?? 0.0;
                AddOne(num_batches_tracked!);
                return momentum ?? 1.0 / num_batches_tracked!.ToDouble();
            }

            // A whole operation of libtorch for one number takes as long as a small normalisation.
            private static unsafe void AddOne(Tensor count)
            {
                if (count.is_cpu() && count.dtype == ScalarType.Int64) ++*(long*)count.Data();
                else count.add_(1);
            }
        }

        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(
                long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
                : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
            {
            }

            private protected override int Rank => 4;
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
