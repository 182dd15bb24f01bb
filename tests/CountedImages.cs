using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dcai.Work.Telemetry;

namespace Dcai.Testing;

/// <summary>Adds up the images that are counted for one dataset.</summary>
internal sealed class CountedImages : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public CountedImages()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Name: "dcai.images", Meter.Name: WorkMeter.Name })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            var labels = new Dictionary<string, object?>(tags.ToArray());
            if (Equals(labels[WorkMeter.Dataset], Subject.DatasetId))
            {
                _counts.AddOrUpdate((string)labels[WorkMeter.Activity]!, count, (_, before) => before + count);
            }
        });
        _listener.Start();
    }

    /// <summary>What the counted code is to work on: <see cref="WorkMeter.Current"/>.</summary>
    public MessageSubject Subject { get; } = new("Counted", $"counted-{Guid.NewGuid():N}", CommandId: null, Round: 1);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public void Dispose() => _listener.Dispose();
}
