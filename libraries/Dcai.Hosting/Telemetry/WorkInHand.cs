using System.Collections.Concurrent;
using System.Threading.Channels;
using Dcai.Contracts;
using Dcai.Work.Telemetry;

namespace Dcai.Hosting.Telemetry;

/// <summary>The commands that this process is carrying out.</summary>
internal sealed class WorkInHand(TimeProvider time)
{
    /// <summary>Keeps a report far below 4 KB.</summary>
    private const int MostKinds = 8;

    private readonly ConcurrentDictionary<Item, bool> _items = new(ReferenceEqualityComparer.Instance);
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A command is in hand until the result is disposed.</summary>
    public IDisposable Begin(in MessageSubject subject)
    {
        var item = new Item(this, subject, time.GetUtcNow());
        _items[item] = true;
        WorkMeter.InHand(subject, 1);
        _changes.Writer.TryWrite(true);
        return item;
    }

    /// <summary>Returns once something has begun or ended since the last call.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>What is in hand, the oldest first.</summary>
    public IReadOnlyList<WorkerActivity> Activities() =>
    [
        .. _items.Keys
            .GroupBy(item => (item.Subject.Message, item.Subject.DatasetId, item.Subject.Round))
            .Select(group => new WorkerActivity
            {
                Command = group.Key.Message,
                DatasetId = group.Key.DatasetId ?? "",
                Round = group.Key.Round,
                Count = group.Count(),
                Since = group.Min(item => item.Since),
            })
            .OrderBy(activity => activity.Since)
            .Take(MostKinds),
    ];

    private void End(Item item)
    {
        if (_items.TryRemove(item, out _))
        {
            WorkMeter.InHand(item.Subject, -1);
            _changes.Writer.TryWrite(true);
        }
    }

    private sealed class Item(WorkInHand inHand, MessageSubject subject, DateTimeOffset since) : IDisposable
    {
        public MessageSubject Subject { get; } = subject;

        public DateTimeOffset Since { get; } = since;

        public void Dispose() => inHand.End(this);
    }
}
