using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Stochastic gradient descent, with momentum if wanted.</summary>
        public class SGD : OptimizerHelper
        {
            internal SGD(
                IEnumerable<Parameter> parameters, double lr, double momentum, double dampening, double weight_decay, bool nesterov,
                bool maximize)
            {
                if (lr < 0) throw new ArgumentException($"lr is {lr}", nameof(lr));
                if (momentum < 0) throw new ArgumentException($"momentum is {momentum}", nameof(momentum));
                if (nesterov && (momentum <= 0 || dampening != 0))
                {
                    throw new ArgumentException("Nesterov's momentum asks for a momentum and no dampening.", nameof(nesterov));
                }

                Parameter[] all = [.. parameters];
                var options = new Options
                {
                    LearningRate = lr,
                    InitialLearningRate = lr,
                    momentum = momentum,
                    dampening = dampening,
                    weight_decay = weight_decay,
                    nesterov = nesterov,
                    maximize = maximize,
                };
                groups.Add(new Modules.ParamGroup { Parameters = all, Options = options });
                foreach (var parameter in all) states[parameter] = new State();
            }

            /// <summary>One step over all parameters that have a gradient, in one call.</summary>
            public override Tensor? step(Func<Tensor>? closure = null)
            {
                var loss = Evaluate(closure);
                foreach (var group in groups) Step((Parameter[])group.Parameters, (Options)group.Options);
                return loss;
            }

            private void Step(Parameter[] parameters, Options options)
            {
                State[] own = Array.ConvertAll(parameters, parameter => (State)states[parameter]);
                using var weights = new Borrowed(parameters);
                using var velocities = new Borrowed(Array.ConvertAll(own, state => state.momentum_buffer));
                Native.Check(Native.dcai_sgd_step(
                    weights.Pointers, velocities.Pointers, parameters.Length, options.LearningRate ?? 0, options.momentum ?? 0,
                    options.dampening ?? 0, options.weight_decay ?? 0, options.nesterov == true ? 1 : 0, options.maximize == true ? 1 : 0));
                for (var i = 0; i < own.Length; i++)
                {
                    if (own[i].momentum_buffer is null && velocities.Pointers[i] != 0)
                    {
                        own[i].momentum_buffer = new Tensor(velocities.Pointers[i]).DetachFromDisposeScope();
                    }
                }
            }

            public class Options : OptimizerOptions
            {
                public double? momentum;
                public double? dampening;
                public double? weight_decay;
                public bool? nesterov;
                public bool? maximize;
            }

            public class State : OptimizerState
            {
                public Tensor? momentum_buffer;

                internal State()
                {
                }

                internal override void Load(OptimizerState source)
                {
                    momentum_buffer?.Dispose();
                    momentum_buffer = ((State)source).momentum_buffer?.clone().DetachFromDisposeScope();
                }

                internal override void Dispose() => momentum_buffer?.Dispose();
            }
        }
    }

    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
