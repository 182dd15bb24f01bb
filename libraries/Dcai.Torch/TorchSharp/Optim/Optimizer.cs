using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>What changes parameters by their gradients.</summary>
            public abstract class Optimizer : IDisposable
            {
                private protected readonly List<ParamGroup> groups = [];

                private protected Optimizer()
                {
                }

                public virtual IEnumerable<ILearningRateController> ParamGroups => groups;

                public virtual IEnumerable<Parameter> parameters() => groups.SelectMany(group => group.Parameters);

                /// <summary>Forgets the gradients of all parameters, in one call.</summary>
                public virtual void zero_grad()
                {
                    using var borrowed = new Borrowed([.. parameters()]);
                    Native.Check(Native.dcai_zero_grad(borrowed.Pointers, borrowed.Pointers.Length, 1));
                }

                /// <param name="closure">Computes the loss anew; null when the gradients are there already.</param>
                /// <returns>The closure's loss, or null.</returns>
                public abstract Tensor? step(Func<Tensor>? closure = null);

                public void Dispose()
                {
                    Dispose(true);
                    GC.SuppressFinalize(this);
                }

                protected virtual void Dispose(bool disposing)
                {
                }

                /// <summary>Settings of each group and state of each parameter, in their order.</summary>
                public class StateDictionary
                {
                    internal StateDictionary()
                    {
                    }

                    public List<OptimizerOptions> Options { get; } = [];

                    public List<OptimizerState> State { get; } = [];
                }
            }

            public interface ILearningRateController
            {
                double LearningRate { get; set; }

                double InitialLearningRate { get; set; }
            }
        }
    }

    namespace Modules
    {
        public class OptimizerOptions
        {
            public double? LearningRate;
            public double InitialLearningRate;
        }

        public abstract class OptimizerState
        {
            private protected OptimizerState()
            {
            }

            internal abstract void Load(OptimizerState source);

            internal abstract void Dispose();
        }

        public class ParamGroup : ILearningRateController
        {
            public IEnumerable<Parameter> Parameters { get; set; } = [];

            public OptimizerOptions Options { get; set; } = new();

            public double LearningRate
            {
                get => Options.LearningRate ?? 0;
                set => Options.LearningRate = value;
            }

            public double InitialLearningRate
            {
                get => Options.InitialLearningRate;
                set => Options.InitialLearningRate = value;
            }
        }

        public abstract class OptimizerHelper : Optimizer
        {
            private protected readonly Dictionary<Parameter, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

            private protected OptimizerHelper()
            {
            }

            /// <summary>Borrowed: the tensors are the optimiser's own.</summary>
            public virtual StateDictionary state_dict()
            {
                var result = new StateDictionary();
                foreach (var group in groups)
                {
                    result.Options.Add(group.Options);
                    result.State.AddRange(group.Parameters.Select(parameter => states[parameter]));
                }

                return result;
            }

            /// <summary>Copies the settings and the state of another optimiser of the same kind over the same parameters.</summary>
            /// <exception cref="ArgumentException">The numbers of groups or parameters differ.</exception>
            public virtual void load_state_dict(StateDictionary state_dict)
            {
                var own = this.state_dict();
                if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
                {
                    throw new ArgumentException(
                        $"The state is of {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, "
                        + $"the optimiser has {own.Options.Count} and {own.State.Count}.", nameof(state_dict));
                }

                for (var i = 0; i < own.Options.Count; i++)
                {
                    own.Options[i].LearningRate = state_dict.Options[i].LearningRate;
                    own.Options[i].InitialLearningRate = state_dict.Options[i].InitialLearningRate;
                }

                for (var i = 0; i < own.State.Count; i++)
                {
                    if (!ReferenceEquals(own.State[i], state_dict.State[i])) own.State[i].Load(state_dict.State[i]);
                }
            }

            private protected static Tensor? Evaluate(Func<Tensor>? closure)
            {
                if (closure is null) return null;
                using var recorded = enable_grad();
                return closure();
            }

            protected override void Dispose(bool disposing)
            {
                if (!disposing) return;
                foreach (var state in states.Values) state.Dispose();
                base.Dispose(disposing);
            }
        }
    }
}
