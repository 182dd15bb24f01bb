using System.Collections.Concurrent;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using MassTransit;

namespace Dcai.Work.Sagas;

/// <summary>Every message names its dataset; a fault names that of the message that failed.</summary>
public static class DatasetIds
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo> Properties = new();

    /// <summary>The message's dataset.</summary>
    /// <exception cref="ArgumentException">The message has no <c>DatasetId</c>.</exception>
    public static string Of(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var property = Properties.GetOrAdd(message.GetType(), static type =>
            type.GetProperty("DatasetId")
            ?? type.GetInterfaces().Append(type).Select(candidate => candidate.GetProperty("Message")).FirstOrDefault(found => found is not null)
            ?? throw new ArgumentException($"{type.Name} names no dataset."));
        var value = property.GetValue(message);
        return value as string ?? Of(value!);
    }

    /// <summary>MassTransit correlates sagas by GUID: the first 16 bytes of the SHA-256 of the dataset's id.</summary>
    public static Guid Correlation(string datasetId) => new(SHA256.HashData(Encoding.UTF8.GetBytes(datasetId)).AsSpan(0, 16));
}
