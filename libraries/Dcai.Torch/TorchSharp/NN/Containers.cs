using System.Collections;
using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>Modules one after the other; what lies between them is disposed as soon as it has been used.</summary>
        public class Sequential : nn.Module<Tensor, Tensor>
        {
            private readonly List<nn.IModule<Tensor, Tensor>> steps = [];

            internal Sequential(IEnumerable<(string Name, nn.IModule<Tensor, Tensor> Module)> modules)
                : base(nameof(Sequential))
            {
                foreach (var (name, module) in modules) append(name, module);
            }

            public int Count => steps.Count;

            public nn.IModule<Tensor, Tensor> this[int index] => steps[index];

            public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
            {
                register_module(name, (nn.Module)module);
                steps.Add(module);
                return this;
            }

            public Sequential append(nn.IModule<Tensor, Tensor> module) => append(steps.Count.ToString(CultureInfo.InvariantCulture), module);

            public override Tensor forward(Tensor tensor)
            {
                if (steps.Count == 0) return tensor.alias();
                var current = tensor;
                foreach (var step in steps)
                {
                    var next = step.call(current);
                    if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
                    current = next;
                }

                return current;
            }
        }

        /// <summary>A list of modules, registered under their positions.</summary>
        public class ModuleList<T> : nn.Module, IList<T>
            where T : nn.Module
        {
            private readonly List<T> items = [];

            public ModuleList(params T[] modules)
                : base(nameof(ModuleList<T>))
            {
                foreach (var module in modules) Add(module);
            }

            public int Count => items.Count;

            public bool IsReadOnly => false;

            public T this[int index]
            {
                get => items[index];
                set
                {
                    items[index] = value;
                    Renumber();
                }
            }

            public void Add(T item)
            {
                items.Add(item);
                Renumber();
            }

            public void append(T module) => Add(module);

            public void Clear()
            {
                items.Clear();
                Renumber();
            }

            public bool Contains(T item) => items.Contains(item);

            public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

            public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

            public int IndexOf(T item) => items.IndexOf(item);

            public void Insert(int index, T item)
            {
                items.Insert(index, item);
                Renumber();
            }

            public bool Remove(T item)
            {
                var removed = items.Remove(item);
                Renumber();
                return removed;
            }

            public void RemoveAt(int index)
            {
                items.RemoveAt(index);
                Renumber();
            }

            IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

            private void Renumber()
            {
                ClearModules();
                for (var i = 0; i < items.Count; i++) register_module(i.ToString(CultureInfo.InvariantCulture), items[i]);
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                new(modules.Select(entry => (entry.name, (IModule<Tensor, Tensor>)entry.submodule)));

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.Select(entry => (entry.name, (IModule<Tensor, Tensor>)entry.submodule)));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) =>
                new(modules.Select((module, i) => (i.ToString(CultureInfo.InvariantCulture), (IModule<Tensor, Tensor>)module)));

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
