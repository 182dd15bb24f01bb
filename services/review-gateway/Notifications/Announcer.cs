using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Notifications.Mail;
using Dcai.ReviewGateway.Notifications.Webhooks;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>Looks for what has happened and has everybody told who wants to know.</summary>
internal sealed class Announcer(WebhookShelf webhooks, WishesShelf wishes, OccasionReader reader, DeliveryQueue queue, IMailer mailer, StoreClock clock)
{
    /// <summary>What nobody was told of for so long is told no more.</summary>
    private static readonly TimeSpan Worth = TimeSpan.FromDays(7);

    /// <summary>Longer than <see cref="Worth"/>, so that what was pruned is not found anew.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Memory saves asking the store; it is asked again when this is full.</summary>
    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<string, bool> _added = new(StringComparer.Ordinal);

    /// <summary>Everything that happened to a dataset.</summary>
    public async Task LookAsync(string datasetId, CancellationToken cancellationToken) =>
        await AddAsync(since => reader.OfDatasetAsync(datasetId, since, cancellationToken), cancellationToken);

    /// <summary>The images that were erased.</summary>
    public async Task LookForErasuresAsync(CancellationToken cancellationToken) =>
        await AddAsync(since => reader.ErasuresAsync(since, cancellationToken), cancellationToken);

    /// <summary>The folders of all webhooks and people for whom something may wait.</summary>
    public async Task<IReadOnlyList<Target>> TargetsAsync(CancellationToken cancellationToken)
    {
        var targets = new List<Target>();
        await foreach (var webhook in webhooks.ListAsync(after: null, cancellationToken))
        {
            if (webhook.Stored.Settings is { Enabled: true } settings)
            {
                targets.Add(new Target(
                    NotificationKeys.Webhook(webhook.WebhookId), webhook.WebhookId, webhook.CreatedAt, settings.Events, settings.Datasets));
            }
        }

        if (mailer.IsConfigured)
        {
            await foreach (var person in wishes.ListAsync(after: null, cancellationToken))
            {
                if (person.Stored.Wishes is { MailAddress.Length: > 0, Events.Count: > 0 } wished)
                {
                    targets.Add(new Target(person.Folder, WebhookId: null, person.Since, wished.Events, wished.Datasets));
                }
            }
        }

        return targets;
    }

    /// <summary>Removes what everybody was told long ago.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = await clock.NowAsync(cancellationToken) - Kept;
        foreach (var target in await TargetsAsync(cancellationToken))
        {
            await queue.PruneAsync(target.Folder, before, cancellationToken);
        }
    }

    private async Task AddAsync(Func<DateTimeOffset, IAsyncEnumerable<Occasion>> occasions, CancellationToken cancellationToken)
    {
        if (await TargetsAsync(cancellationToken) is not { Count: > 0 } targets)
        {
            return;
        }

        var worth = await clock.NowAsync(cancellationToken) - Worth;
        var earliest = targets.Min(target => target.Since);
        await foreach (var occasion in occasions(earliest > worth ? earliest : worth))
        {
            foreach (var target in targets.Where(target =>
                occasion.At >= target.Since && occasion.At >= worth && OccasionRules.IsWanted(occasion, target.Events, target.Datasets)))
            {
                var known = $"{target.Folder}{occasion.DeliveryId()}";
                if (!_added.ContainsKey(known))
                {
                    if (_added.Count >= MostRemembered)
                    {
                        _added.Clear();
                    }

                    await queue.AddAsync(target.Folder, occasion, cancellationToken);
                    _added[known] = true;
                }
            }
        }
    }
}
