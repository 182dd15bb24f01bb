namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static class lr_scheduler
        {
            /// <summary>Learning rate × <paramref name="lr_lambda"/>(epoch).</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1) =>
                new(optimizer, (initial, epoch) => initial * lr_lambda(epoch), last_epoch);

            /// <summary>Learning rate × <paramref name="gamma"/> after every <paramref name="step_size"/> epochs.</summary>
            public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1) =>
                new(optimizer, (initial, epoch) => initial * Math.Pow(gamma, epoch / step_size), last_epoch);

            /// <summary>Half a cosine from the learning rate down to <paramref name="eta_min"/> in <paramref name="T_max"/> epochs.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1) =>
                new(optimizer, (initial, epoch) => eta_min + ((initial - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2), last_epoch);

            /// <summary>Sets the learning rates of an optimiser as the epochs go by.</summary>
            public class LRScheduler
            {
                private readonly Optimizer optimizer;
                private readonly Func<double, int, double> rate;
                private int epoch;

                internal LRScheduler(Optimizer optimizer, Func<double, int, double> rate, int lastEpoch)
                {
                    this.optimizer = optimizer;
                    this.rate = rate;
                    epoch = lastEpoch;
                    step();
                }

                /// <summary>Another epoch is done.</summary>
                public virtual void step()
                {
                    epoch++;
                    foreach (var group in optimizer.ParamGroups) group.LearningRate = rate(group.InitialLearningRate, epoch);
                }

                public IEnumerable<double> get_last_lr() => optimizer.ParamGroups.Select(group => group.LearningRate);
            }
        }
    }
}
