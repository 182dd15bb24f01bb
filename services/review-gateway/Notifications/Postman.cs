using System.Threading.Channels;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.ReviewGateway.Notifications.Webhooks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>
/// Looks for what happened when an event says so, at the start and every sweep, and delivers what is due. Each target is served by a task of its own, so one
/// that hangs holds up nobody else.
/// </summary>
internal sealed class Postman(
    DatasetRegistry datasets,
    Announcer announcer,
    WebhookPost webhooks,
    MailPost mails,
    IOptions<GatewayOptions> options,
    TimeProvider time,
    ILogger<Postman> logger) : BackgroundService
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(6);

    private readonly Channel<string?> _wakes = Channel.CreateBounded<string?>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>By folder: a word in it asks for a look at what waits there.</summary>
    private readonly Dictionary<string, Channel<bool>> _served = new(StringComparer.Ordinal);

    private readonly List<Task> _serving = [];

    /// <summary>Something happened to a dataset.</summary>
    public void Look(string datasetId) => _wakes.Writer.TryWrite(datasetId);

    /// <summary>Something waits.</summary>
    public void Wake() => _wakes.Writer.TryWrite(null);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await WorkAsync(stoppingToken);
        }
        finally
        {
            // What they have begun to note is noted before the store is gone.
            await Task.WhenAll(_serving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        var (nextSweep, nextPrune) = (time.GetUtcNow(), time.GetUtcNow() + PruneEvery);
        while (true)
        {
            if (time.GetUtcNow() >= nextSweep)
            {
                nextSweep = time.GetUtcNow().AddSeconds(options.Value.SweepSeconds);
                await TryAsync("Looking for what people are to be told of", SweepAsync, stoppingToken);
            }

            if (time.GetUtcNow() >= nextPrune)
            {
                nextPrune = time.GetUtcNow() + PruneEvery;
                await TryAsync("Removing what was told long ago", announcer.PruneAsync, stoppingToken);
            }

            await TryAsync("Looking for who is to be told", ServeAllAsync, stoppingToken);
            await WaitAsync(_wakes.Reader, nextSweep, stoppingToken);
            await TryAsync("Looking for what happened", HearAsync, stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (await announcer.TargetsAsync(cancellationToken) is not { Count: > 0 })
        {
            return;
        }

        await foreach (var datasetId in datasets.NamesAsync(cancellationToken))
        {
            await announcer.LookAsync(datasetId, cancellationToken);
        }

        await announcer.LookForErasuresAsync(cancellationToken);
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        while (_wakes.Reader.TryRead(out var datasetId))
        {
            if (datasetId is not null)
            {
                named.Add(datasetId);
            }
        }

        foreach (var datasetId in named)
        {
            await announcer.LookAsync(datasetId, cancellationToken);
        }

        if (named.Count > 0)
        {
            await announcer.LookForErasuresAsync(cancellationToken);
        }
    }

    private async Task ServeAllAsync(CancellationToken cancellationToken)
    {
        var targets = await announcer.TargetsAsync(cancellationToken);
        foreach (var gone in _served.Keys.Except(targets.Select(target => target.Folder), StringComparer.Ordinal).ToList())
        {
            _served[gone].Writer.Complete();
            _served.Remove(gone);
        }

        foreach (var target in targets)
        {
            if (!_served.TryGetValue(target.Folder, out var words))
            {
                _served[target.Folder] = words = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
                _serving.RemoveAll(task => task.IsCompleted);
                _serving.Add(Task.Run(() => ServeAsync(target, words.Reader, cancellationToken), cancellationToken));
            }

            words.Writer.TryWrite(true);
        }
    }

    private async Task ServeAsync(Target target, ChannelReader<bool> words, CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        do
        {
            next = null;
            words.TryRead(out _);
            await TryAsync(
                "Delivering what waits",
                async ct => next = target.WebhookId is { } webhookId ? await webhooks.DeliverAsync(webhookId, ct) : await mails.DeliverAsync(target.Folder, ct),
                cancellationToken);
        }
        while (await WaitAsync(words, next, cancellationToken));
    }

    /// <summary>Waits for a word, or until a time; null: for a word only.</summary>
    /// <returns>False when no word will ever come.</returns>
    private async Task<bool> WaitAsync<T>(ChannelReader<T> words, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var word = words.WaitToReadAsync(either.Token).AsTask();
        if (until is { } end)
        {
            var pause = end - time.GetUtcNow();
            if (await Task.WhenAny(word, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, either.Token)) != word)
            {
                await either.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
                return true;
            }
        }

        var comes = await word;
        await either.CancelAsync();
        return comes;
    }

    /// <summary>What fails now is due again at the next sweep.</summary>
    private async Task TryAsync(string what, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogWarning(failure, "{What} failed; tried again in {SweepSeconds} s", what, options.Value.SweepSeconds);
        }
    }
}
