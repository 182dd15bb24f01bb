namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains.</summary>
public class Parameter : torch.Tensor
{
    /// <param name="data">Taken over: the object given is as if disposed afterwards.</param>
    /// <param name="requires_grad">Whether gradients are recorded for it.</param>
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).Surrender(), register: false) => DisposeScope.Replace(data, this);
}
