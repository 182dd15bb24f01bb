namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generators of all devices.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    /// <summary>The state of the CPU's default generator; uint8.</summary>
    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.dcai_manual_seed(unchecked((ulong)seed)));
            return Generator.Default;
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }

    /// <summary>A source of random numbers on one device.</summary>
    public class Generator : IDisposable
    {
        internal readonly GeneratorHandle handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(New(seed, device ?? CPU), device ?? CPU)
        {
        }

        internal Generator(GeneratorHandle handle, Device device)
        {
            this.handle = handle;
            this.device = device;
        }

        /// <summary>The CPU's default generator; disposing the object leaves the generator alone.</summary>
        public static Generator Default => DefaultOf(CPU);

        public Device device { get; private set; }

        public Tensor get_state() => Tensor.Wrap(Native.dcai_generator_get_state(handle, out var result), result);

        public void set_state(Tensor value) => Native.Check(Native.dcai_generator_set_state(handle, value.handle));

        public Generator manual_seed(long seed)
        {
            Native.Check(Native.dcai_generator_seed(handle, unchecked((ulong)seed)));
            return this;
        }

        public long initial_seed()
        {
            Native.Check(Native.dcai_generator_initial_seed(handle, out var seed));
            return seed;
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        internal static Generator DefaultOf(Device device)
        {
            Native.Check(Native.dcai_generator_default((int)device.type, device.index, out var native));
            return new Generator(new GeneratorHandle(native), device);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (disposing) handle.Dispose();
        }

        private static GeneratorHandle New(ulong seed, Device device)
        {
            Native.Check(Native.dcai_generator_new(seed, (int)device.type, device.index, out var native));
            return new GeneratorHandle(native);
        }
    }
}
