namespace TorchSharp;

public static partial class torch
{
    /// <summary>No operation of this thread is recorded until the result is disposed.</summary>
    public static IDisposable no_grad() => new AutoGradMode(false);

    public static IDisposable enable_grad(bool enabled = true) => new AutoGradMode(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new AutoGradMode(mode);

    public static bool is_grad_enabled() => AutoGradMode.IsAutogradEnabled();

    /// <summary>Like <see cref="no_grad"/>, and the tensors made meanwhile can never take part in a recorded operation.</summary>
    public static IDisposable inference_mode(bool mode = true) => new InferenceMode(mode);

    public static bool is_inference_mode_enabled() => InferenceMode.IsInferenceModeEnabled();

    public static class autograd
    {
        /// <summary>Gradients of <paramref name="outputs"/> by <paramref name="inputs"/>, which themselves stay as they are.</summary>
        /// <param name="outputs">Scalars, unless <paramref name="grad_outputs"/> is given.</param>
        /// <param name="inputs">What to differentiate by.</param>
        /// <param name="grad_outputs">One gradient for each output.</param>
        /// <param name="retain_graph">Keep the graph for another pass; true whenever <paramref name="create_graph"/> is.</param>
        /// <param name="create_graph">Record the pass itself, so that its results can be differentiated again.</param>
        /// <param name="allow_unused">Give null, instead of an error, for an input that no output depends on.</param>
        /// <returns>One gradient for each input. Owned by the caller.</returns>
        public static IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            using var results = new Borrowed([.. outputs]);
            using var sources = new Borrowed([.. inputs]);
            using var seeds = new Borrowed([.. grad_outputs ?? []]);
            var gradients = new nint[inputs.Count];
            Native.Check(Native.dcai_grad(
                results.Pointers, outputs.Count, sources.Pointers, inputs.Count, seeds.Pointers, seeds.Pointers.Length,
                retain_graph || create_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, gradients));
            return Array.ConvertAll(gradients, native => native == 0 ? null! : new Tensor(native));
        }

        /// <summary>Adds the gradients of <paramref name="tensors"/> to the leaves that they depend on.</summary>
        public static void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            using var outputs = new Borrowed([.. tensors]);
            using var seeds = new Borrowed([.. grad_tensors ?? []]);
            using var leaves = new Borrowed([.. inputs ?? []]);
            Native.Check(Native.dcai_backward(
                outputs.Pointers, tensors.Count, seeds.Pointers, seeds.Pointers.Length, retain_graph ?? create_graph ? 1 : 0,
                create_graph ? 1 : 0, leaves.Pointers, leaves.Pointers.Length));
        }
    }

    private sealed class InferenceMode : IDisposable
    {
        private nint guard;

        internal InferenceMode(bool enabled) => Native.Check(Native.dcai_inference_mode_enter(enabled ? 1 : 0, out guard));

        public void Dispose()
        {
            Native.dcai_inference_mode_leave(guard);
            guard = 0;
        }

        internal static bool IsInferenceModeEnabled() => Native.dcai_inference_mode_enabled() != 0;
    }
}

/// <summary>Switches the recording of operations on this thread on or off until it is disposed.</summary>
public sealed class AutoGradMode : IDisposable
{
    private readonly bool previous;

    public AutoGradMode(bool enabled)
    {
        previous = IsAutogradEnabled();
        Native.dcai_set_grad_enabled(enabled ? 1 : 0);
    }

    public static bool IsAutogradEnabled() => Native.dcai_grad_enabled() != 0;

    public void Dispose() => Native.dcai_set_grad_enabled(previous ? 1 : 0);
}
