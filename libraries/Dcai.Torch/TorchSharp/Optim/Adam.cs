using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Kingma and Ba 2015, https://arxiv.org/abs/1412.6980; the weight decay is an L2 penalty.</summary>
        public class Adam : OptimizerHelper
        {
            private readonly Options defaults;

            public Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            {
                Require(lr >= 0, nameof(lr), lr);
                Require(beta1 is >= 0 and < 1, nameof(beta1), beta1);
                Require(beta2 is >= 0 and < 1, nameof(beta2), beta2);
                Require(eps >= 0, nameof(eps), eps);
                Require(weight_decay >= 0, nameof(weight_decay), weight_decay);
                defaults = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                };
                Add([.. parameters]);
            }

            /// <summary>One step over all parameters that have a gradient, in one call.</summary>
            public override Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = Evaluate(closure);
                foreach (var group in groups) Step((Parameter[])group.Parameters, (Options)group.Options);
                return loss;
            }

            private static void Require(bool condition, string name, double value)
            {
                if (!condition) throw new ArgumentException($"{name} is {value}", name);
            }

            private void Add(Parameter[] parameters)
            {
                groups.Add(new Modules.ParamGroup { Parameters = parameters, Options = defaults });
                using var unrecorded = no_grad();
                foreach (var parameter in parameters) states[parameter] = new State(parameter, defaults.amsgrad == true);
            }

            private void Step(Parameter[] parameters, Options options)
            {
                State[] own = Array.ConvertAll(parameters, parameter => (State)states[parameter]);
                using var weights = new Borrowed(parameters);
                using var averages = new Borrowed(Array.ConvertAll(own, state => state.exp_avg));
                using var squares = new Borrowed(Array.ConvertAll(own, state => state.exp_avg_sq));
                using var largest = new Borrowed(Array.ConvertAll(own, state => state.max_exp_avg_sq));
                var steps = Array.ConvertAll(own, state => state.step);
                Native.Check(Native.dcai_adam_step(
                    weights.Pointers, averages.Pointers, squares.Pointers, options.amsgrad == true ? largest.Pointers : null, steps,
                    parameters.Length, new Native.AdamSettings
                    {
                        LearningRate = options.LearningRate ?? 0,
                        Beta1 = options.beta1 ?? 0,
                        Beta2 = options.beta2 ?? 0,
                        Epsilon = options.eps ?? 0,
                        WeightDecay = options.weight_decay ?? 0,
                        Maximize = options.maximize == true ? 1 : 0,
                        Decoupled = 0,
                    }));
                for (var i = 0; i < own.Length; i++) own[i].step = steps[i];
            }

            public class Options : OptimizerOptions
            {
                public double? beta1;
                public double? beta2;
                public double? weight_decay;
                public double? eps;
                public bool? amsgrad;
                public bool? maximize;
            }

            /// <summary>The moments of one parameter.</summary>
            public class State : OptimizerState
            {
                public long step;
                public Tensor exp_avg;
                public Tensor exp_avg_sq;
                public Tensor? max_exp_avg_sq;

                internal State(Parameter parameter, bool amsgrad)
                {
                    exp_avg = Empty(parameter);
                    exp_avg_sq = Empty(parameter);
                    if (amsgrad) max_exp_avg_sq = Empty(parameter);
                }

                internal override void Load(OptimizerState source)
                {
                    var other = (State)source;
                    using var unrecorded = no_grad();
                    step = other.step;
                    exp_avg.copy_(other.exp_avg);
                    exp_avg_sq.copy_(other.exp_avg_sq);
                    if (max_exp_avg_sq is not null && other.max_exp_avg_sq is not null) max_exp_avg_sq.copy_(other.max_exp_avg_sq);
                }

                internal override void Dispose()
                {
                    exp_avg.Dispose();
                    exp_avg_sq.Dispose();
                    max_exp_avg_sq?.Dispose();
                }

                // Laid out as the parameter is: the step then walks all of them linearly.
                private static Tensor Empty(Parameter parameter)
                {
                    using var values = parameter.detach();
                    return values.clone().zero_().DetachFromDisposeScope();
                }
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
