using System.Reflection;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        public interface IModule<T1, T2, TResult>
        {
            TResult call(T1 input1, T2 input2);
        }

        public interface IModule<T1, T2, T3, TResult>
        {
            TResult call(T1 input1, T2 input2, T3 input3);
        }

        public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);

        /// <summary>A part of a network: parameters, buffers and submodules under names.</summary>
        /// <remarks>
        /// A custom module calls <see cref="RegisterComponents"/> at the end of its constructor: fields that hold modules, parameters
        /// and tensors are registered under the field's name. Disposing a module disposes what it registered.
        /// </remarks>
        public class Module : IDisposable
        {
            private readonly OrderedDictionary<string, Module> submodules = [];
            private readonly OrderedDictionary<string, Parameter> ownParameters = [];
            private readonly OrderedDictionary<string, (Tensor Tensor, bool Persistent)> ownBuffers = [];
            private readonly string moduleName;
            private bool componentsRegistered;
            private bool isTraining = true;
            private bool isDisposed;

            protected Module(string name) => moduleName = name;

            /// <summary>Whether dropout drops and batch normalisation uses the batch's statistics.</summary>
            public virtual bool training => isTraining;

            public virtual string GetName() => moduleName;

            public virtual void train(bool train = true)
            {
                isTraining = train;
                foreach (var module in submodules.Values) module.train(train);
            }

            public virtual void eval() => train(false);

            public virtual void zero_grad(bool set_to_none = true)
            {
                using var borrowed = new Borrowed([.. parameters()]);
                Native.Check(Native.dcai_zero_grad(borrowed.Pointers, borrowed.Pointers.Length, set_to_none ? 1 : 0));
            }

            public virtual Module apply(Action<Module> fn)
            {
                foreach (var module in submodules.Values) module.apply(fn);
                fn(this);
                return this;
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => submodules.Select(entry => (entry.Key, entry.Value));

            public virtual IEnumerable<Module> children() => submodules.Values;

            /// <summary>All submodules, however deep, without this one.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in named_children()) yield return child;
                foreach (var (prefix, child) in named_children())
                {
                    foreach (var (name, module) in child.named_modules()) yield return ($"{prefix}.{name}", module);
                }
            }

            public virtual IEnumerable<Module> modules() => named_modules().Select(entry => entry.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, parameter) in ownParameters)
                {
                    if (seen.Add(parameter)) yield return (name, parameter);
                }

                if (!recurse) yield break;
                foreach (var (prefix, child) in submodules)
                {
                    foreach (var (name, parameter) in child.named_parameters())
                    {
                        if (seen.Add(parameter)) yield return ($"{prefix}.{name}", parameter);
                    }
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(entry => entry.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var (name, (buffer, persistent)) in ownBuffers)
                {
                    if ((persistent || include_nonpersistent) && seen.Add(buffer)) yield return (name, buffer);
                }

                if (!recurse) yield break;
                foreach (var (prefix, child) in submodules)
                {
                    foreach (var (name, buffer) in child.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer)) yield return ($"{prefix}.{name}", buffer);
                    }
                }
            }

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(entry => entry.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target) => named_parameters().FirstOrDefault(entry => entry.name == target).parameter;

            public virtual Tensor? get_buffer(string target) => named_buffers().FirstOrDefault(entry => entry.name == target).buffer;

            /// <summary>Parameters and persistent buffers under their full names. Borrowed: they stay the module's.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (name, parameter) in named_parameters()) destination.TryAdd(start + name, parameter);
                foreach (var (name, buffer) in named_buffers(include_nonpersistent: false)) destination.TryAdd(start + name, buffer);
                return destination;
            }

            /// <summary>Copies <paramref name="source"/> into the parameters and buffers of the same names.</summary>
            /// <exception cref="InvalidOperationException">Names are missing or unknown and <paramref name="strict"/> is set.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                bool Wanted(string name) => skip is null || !skip.Contains(name);
                List<string> missing = [.. target.Keys.Where(name => Wanted(name) && !source.ContainsKey(name))];
                List<string> unexpected = [.. source.Keys.Where(name => Wanted(name) && !target.ContainsKey(name))];
                if (strict && missing.Count + unexpected.Count > 0)
                {
                    throw new InvalidOperationException(
                        $"The state does not fit the module; missing: [{string.Join(", ", missing)}], unknown: [{string.Join(", ", unexpected)}].");
                }

                using var unrecorded = no_grad();
                foreach (var (name, tensor) in source)
                {
                    if (Wanted(name) && target.TryGetValue(name, out var own)) own.copy_(tensor);
                }

                return (missing, unexpected);
            }

            /// <summary>Registers a tensor that is state but not trained.</summary>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true)
            {
                if (tensor is null || tensor.IsInvalid) throw new ArgumentNullException(nameof(tensor), "A null tensor cannot be a buffer.");
                if (!ownBuffers.TryAdd(name, (tensor, persistent))) throw new InvalidOperationException($"Buffer {name} is already registered.");
            }

            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_parameter(string name, Parameter param)
            {
                if (param is null || param.IsInvalid) throw new ArgumentNullException(nameof(param), "A null tensor cannot be a parameter.");
                if (!ownParameters.TryAdd(name, param)) throw new InvalidOperationException($"Parameter {name} is already registered.");
            }

            /// <exception cref="ArgumentException">The name is empty or has a dot in it.</exception>
            /// <exception cref="InvalidOperationException">The name is taken.</exception>
            public virtual void register_module(string name, Module submodule)
            {
                if (submodule is null)
                {
                    submodules.Remove(name);
                    return;
                }

                if (string.IsNullOrEmpty(name) || name.Contains('.', StringComparison.Ordinal))
                {
                    throw new ArgumentException($"A module's name is not empty and has no dot; got '{name}'.", nameof(name));
                }

                if (!submodules.TryAdd(name, submodule)) throw new InvalidOperationException($"Sub-module {name} is already registered.");
                submodule.RegisterComponents();
            }

            public void add_module(string name, Module module) => register_module(name, module);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                if (!disposing || isDisposed) return;
                isDisposed = true;
                foreach (var (buffer, _) in ownBuffers.Values) buffer.DetachFromDisposeScope().Dispose();
                foreach (var parameter in ownParameters.Values) parameter.DetachFromDisposeScope().Dispose();
                foreach (var module in submodules.Values) module.Dispose();
            }

            /// <summary>Registers the fields that hold modules, parameters and tensors and are not registered yet.</summary>
            protected virtual void RegisterComponents()
            {
                if (componentsRegistered) return;
                componentsRegistered = true;
                for (var type = GetType(); type is not null && type != typeof(Module); type = type.BaseType)
                {
                    const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly;
                    foreach (var field in type.GetFields(Own)) RegisterField(field);
                }
            }

            protected void ClearModules() => submodules.Clear();

            internal void Put(string name, Parameter? parameter)
            {
                if (parameter is null) ownParameters.Remove(name);
                else ownParameters[name] = (Parameter)parameter.DetachFromDisposeScope();
            }

            internal void Put(string name, Tensor? buffer)
            {
                if (buffer is null) ownBuffers.Remove(name);
                else ownBuffers[name] = (buffer.DetachFromDisposeScope(), true);
            }

            // Parameters keep their identity, as in PyTorch: an optimiser made before the move goes on working.
            internal void Move(Device? device, ScalarType? type, bool nonBlocking)
            {
                if (type is { } wanted && !is_floating_point(wanted))
                {
                    throw new ArgumentException($"A module is converted to floating point types only, not to {wanted}.", nameof(type));
                }

                if (device is { type: DeviceType.CUDA } && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                using var unrecorded = no_grad();
                foreach (var tensor in parameters().Concat(buffers()))
                {
                    var target = type is { } floating && tensor.is_floating_point() ? floating : tensor.dtype;
                    using (var moved = tensor.to(target, device ?? tensor.device, non_blocking: nonBlocking)) tensor.SetData(moved);
                    using var gradient = tensor.grad;
                    if (gradient is null) continue;
                    using var movedGradient = gradient.to(target, device ?? gradient.device, non_blocking: nonBlocking);
                    tensor.grad = movedGradient;
                }
            }

            private void RegisterField(FieldInfo field)
            {
                var name = field.Name;
                if (submodules.ContainsKey(name) || ownParameters.ContainsKey(name) || ownBuffers.ContainsKey(name)) return;
                switch (field.GetValue(this))
                {
                    case Module module:
                        register_module(name, module);
                        break;
                    case Parameter parameter:
                        register_parameter(name, parameter);
                        break;
                    case Tensor tensor:
                        register_buffer(name, tensor);
                        break;
                }
            }
        }

        public abstract class Module<T1, TResult> : Module, IModule<T1, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input);

            public TResult call(T1 input) => forward(input);
        }

        public abstract class Module<T1, T2, TResult> : Module, IModule<T1, T2, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2) => forward(input1, input2);
        }

        public abstract class Module<T1, T2, T3, TResult> : Module, IModule<T1, T2, T3, TResult>
        {
            protected Module(string name)
                : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3) => forward(input1, input2, input3);
        }
    }
}

public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, torch.Device device, bool non_blocking = false)
        where T : torch.nn.Module
    {
        module.Move(device, null, non_blocking);
        return module;
    }

    public static T to<T>(this T module, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module
    {
        module.Move(null, type, non_blocking);
        return module;
    }

    public static T to<T>(this T module, torch.Device device, torch.ScalarType type, bool non_blocking = false)
        where T : torch.nn.Module
    {
        module.Move(device, type, non_blocking);
        return module;
    }

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => module.to(new torch.Device(deviceType, deviceIndex), non_blocking);

    public static T to<T>(this T module, string device, bool non_blocking = false)
        where T : torch.nn.Module => module.to(new torch.Device(device), non_blocking);

    public static T cpu<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => module.to(torch.CPU, non_blocking);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false)
        where T : torch.nn.Module => module.to(new torch.Device(DeviceType.CUDA, deviceIndex), non_blocking);

    public static T @float<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float32, non_blocking);

    public static T @double<T>(this T module, bool non_blocking = false)
        where T : torch.nn.Module => module.to(torch.ScalarType.Float64, non_blocking);
}
