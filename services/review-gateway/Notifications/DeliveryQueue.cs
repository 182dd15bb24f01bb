using System.Globalization;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>What is to be told to a target, and what has become of it. Every step may be repeated, so that a gateway may end amid any of them.</summary>
internal sealed class DeliveryQueue(IObjectStore store, TimeProvider time)
{
    /// <summary>What an occasion's first run has; a replay has the next one.</summary>
    public const int FirstRun = 1;

    /// <summary>Has the target told, once, however often and by however many gateways it is called.</summary>
    /// <returns>False where it is known already.</returns>
    public async Task<bool> AddAsync(string folder, Occasion occasion, CancellationToken cancellationToken)
    {
        var deliveryId = occasion.DeliveryId();
        if (await store.HeadAsync(NotificationKeys.Message(folder, deliveryId), cancellationToken) is not null)
        {
            return false;
        }

        // First what is to be done, then that it is known: cut in between, it is added again, and what was done meanwhile has an outcome.
        await store.PutDocumentIfAbsentAsync(NotificationKeys.Waiting(folder, deliveryId, FirstRun), Occasion.Format, occasion, cancellationToken);
        await KeepAsync(folder, occasion, cancellationToken);
        return true;
    }

    /// <summary>Keeps the message without having it sent.</summary>
    public Task KeepAsync(string folder, Occasion occasion, CancellationToken cancellationToken) =>
        store.PutDocumentIfAbsentAsync(NotificationKeys.Message(folder, occasion.DeliveryId()), Occasion.Format, occasion, cancellationToken);

    /// <summary>Has the target told again.</summary>
    /// <param name="folder">The target's.</param>
    /// <param name="occasion">What was told.</param>
    /// <param name="run">The run after the last one, which has its outcome.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public Task AddAgainAsync(string folder, Occasion occasion, int run, CancellationToken cancellationToken) =>
        store.PutDocumentIfAbsentAsync(NotificationKeys.Waiting(folder, occasion.DeliveryId(), run), Occasion.Format, occasion, cancellationToken);

    /// <summary>What waits, the oldest first.</summary>
    public async Task<IReadOnlyList<WaitingDelivery>> WaitingAsync(string folder, CancellationToken cancellationToken)
    {
        var waiting = new List<WaitingDelivery>();
        await foreach (var info in store.ListAsync(NotificationKeys.WaitingPrefix(folder), cancellationToken: cancellationToken))
        {
            // What is listed and gone was told by another gateway.
            if (await store.TryGetDocumentAsync(info.Key, Occasion.Format, cancellationToken) is { } occasion)
            {
                var run = int.Parse(info.Key.Split('.')[^2], CultureInfo.InvariantCulture);
                waiting.Add(new WaitingDelivery(occasion, occasion.DeliveryId(), run));
            }
        }

        waiting.Reverse();
        return waiting;
    }

    /// <summary>What the run came to, or null while it lasts.</summary>
    public Task<DeliveryOutcome?> OutcomeAsync(string folder, string deliveryId, int run, CancellationToken cancellationToken) =>
        store.TryGetDocumentAsync(NotificationKeys.Outcome(folder, deliveryId, run), DeliveryOutcome.Format, cancellationToken);

    /// <summary>Fixes what the run came to; nothing of it is tried any more.</summary>
    public async Task EndAsync(string folder, WaitingDelivery delivery, DeliveryState state, CancellationToken cancellationToken)
    {
        var outcome = new DeliveryOutcome { State = state, At = time.GetUtcNow() };
        await store.PutDocumentIfAbsentAsync(NotificationKeys.Outcome(folder, delivery.DeliveryId, delivery.Run), DeliveryOutcome.Format, outcome, cancellationToken);
        await RemoveAsync(folder, delivery, cancellationToken);
    }

    /// <summary>It has its outcome.</summary>
    public Task RemoveAsync(string folder, WaitingDelivery delivery, CancellationToken cancellationToken) =>
        store.DeleteAsync(NotificationKeys.Waiting(folder, delivery.DeliveryId, delivery.Run), cancellationToken);

    /// <summary>Removes what happened before.</summary>
    public async Task PruneAsync(string folder, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var oldest = NotificationKeys.DeliveryPrefix(folder, Occasion.Newest(before));
        await foreach (var info in store.ListAsync(NotificationKeys.DeliveriesPrefix(folder), oldest, cancellationToken))
        {
            await store.DeleteAsync(info.Key, cancellationToken);
        }
    }
}
