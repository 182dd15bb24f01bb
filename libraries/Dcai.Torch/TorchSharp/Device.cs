using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static Device CPU = new(DeviceType.CPU);

    public static Device CUDA = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static Device device(int index) => new(DeviceType.CUDA, index);

    /// <summary>A place where tensors live.</summary>
    public class Device
    {
        /// <param name="description">"cpu", "cuda" or "cuda:1".</param>
        /// <exception cref="ArgumentException">The kind is not known or the index is no number.</exception>
        public Device(string description)
        {
            var parts = description.Split(':');
            type = Parse(parts[0], description);
            if (parts.Length == 1) return;
            if (parts.Length > 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                throw new ArgumentException($"A device is 'cpu', 'cuda' or 'cuda:N', not '{description}'.", nameof(description));
            }

            index = number;
        }

        public Device(string deviceType, int index = -1)
        {
            type = Parse(deviceType, deviceType);
            this.index = index;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(int index)
        {
            type = DeviceType.CUDA;
            this.index = index;
        }

        public DeviceType type { get; private set; } = DeviceType.CPU;

        /// <summary>Which of several; -1 for the current one.</summary>
        public int index { get; private set; } = -1;

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            if (type == DeviceType.CPU) return "cpu";
            return index < 0 ? "cuda" : string.Create(CultureInfo.InvariantCulture, $"cuda:{index}");
        }

        private static DeviceType Parse(string kind, string description) =>
            Enum.TryParse<DeviceType>(kind, ignoreCase: true, out var result) && Enum.IsDefined(result)
                ? result
                : throw new ArgumentException($"A device is 'cpu', 'cuda' or 'cuda:N', not '{description}'.", nameof(description));
    }

    internal static Native.Options Options(ScalarType type, Device? device, bool requiresGrad)
    {
        var place = device ?? CPU;
        return new Native.Options
        {
            DataType = (int)type,
            DeviceType = (int)place.type,
            DeviceIndex = place.type == DeviceType.CPU ? -1 : place.index,
            RequiresGrad = requiresGrad ? 1 : 0,
        };
    }
}
