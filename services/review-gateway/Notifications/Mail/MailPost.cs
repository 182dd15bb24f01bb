using System.Globalization;
using Dcai.Api;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>Sends what waits for a person, all of it in one mail.</summary>
internal sealed class MailPost(
    WishesShelf shelf,
    DeliveryQueue queue,
    Attempts attempts,
    OccasionReader occasions,
    ReviewSheet sheet,
    IMailer mailer,
    UserDirectory users,
    PublicAddress address,
    TimeProvider time,
    ILogger<MailPost> logger)
{
    private const int MostLines = 50;

    /// <summary>Attempts; more than any gateway that is about to begin one may have missed. Whole rounds of them, because those that failed in a row are counted.</summary>
    private static readonly int MostKept = 2 * Attempts.Most;

    /// <summary>Sends one mail if it is time for it.</summary>
    /// <returns>When it should be looked at again; null where nothing waits.</returns>
    public async Task<DateTimeOffset?> DeliverAsync(string folder, CancellationToken cancellationToken)
    {
        // Before what waits: what an attempt that has ended took with it has its outcome, so it is not taken for something new.
        var prefix = NotificationKeys.MailsPrefix(folder);
        var before = await attempts.ReadAsync(prefix, cancellationToken);
        if (await queue.WaitingAsync(folder, cancellationToken) is not { Count: > 0 } waiting || await shelf.FindAsync(folder, cancellationToken) is not { } person)
        {
            return null;
        }

        var wishes = person.Stored.Wishes;
        var current = await CurrentAsync(folder, waiting, person.Stored, cancellationToken);
        if (current.Count == 0)
        {
            return null;
        }

        // When a mail was given up, the next one begins anew.
        var last = before.Count == 0 ? null : before[^1];
        var failures = before.Reverse().TakeWhile(attempt => attempt.Ended is not { Succeeded: true }).Count() % Attempts.Most;
        var due = last is { Ended: not null } && failures == 0 ? time.GetUtcNow() : attempts.DueAt(last, failures) ?? time.GetUtcNow();
        if (before.LastOrDefault(attempt => attempt.Ended is { Succeeded: true }) is { } mailed && mailed.Begun.At.AddMinutes(wishes.DigestMinutes) is var digest && digest > due)
        {
            due = digest;
        }

        if (QuietHours.EndAt(wishes, due > time.GetUtcNow() ? due : time.GetUtcNow()) is { } over)
        {
            due = over;
        }

        if (due > time.GetUtcNow())
        {
            return due;
        }

        var number = (last?.Number ?? 0) + 1;
        if (!await attempts.BeginAsync(prefix, number, cancellationToken))
        {
            return time.GetUtcNow() + Attempts.Abandoned;
        }

        var began = time.GetTimestamp();
        var problem = await mailer.SendAsync(await ComposeAsync(wishes, current, cancellationToken), cancellationToken);
        var ended = new AttemptEnded
        {
            At = time.GetUtcNow(),
            Succeeded = problem is null,
            Problem = problem,
            Seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3),
        };
        var again = problem is null ? null : attempts.DueAt(new Attempt(number, new AttemptBegun { At = ended.At, Nonce = "" }, ended), failures + 1);
        if (again is null)
        {
            await EndAsync(folder, current, problem is null ? DeliveryState.Delivered : DeliveryState.Failed, cancellationToken);
            await attempts.ForgetAsync(prefix, number + 1 - MostKept, cancellationToken);
        }

        await attempts.EndAsync(prefix, number, ended, cancellationToken);
        if (problem is not null)
        {
            logger.LogWarning("Mail to {Reviewer} did not go at attempt {Attempt}: {Problem}", person.Stored.Reviewer, number, problem);
        }

        return again;
    }

    /// <summary>Why the last mail was not taken; null where it was, and where there was none.</summary>
    public async Task<string?> ProblemAsync(string folder, CancellationToken cancellationToken) =>
        (await attempts.ReadAsync(NotificationKeys.MailsPrefix(folder), cancellationToken)).LastOrDefault(attempt => attempt.Ended is not null)?.Ended!.Problem;

    /// <summary>What is still true, still wanted and still theirs to know; the rest is ended.</summary>
    private async Task<IReadOnlyList<WaitingDelivery>> CurrentAsync(
        string folder, IReadOnlyList<WaitingDelivery> waiting, StoredWishes person, CancellationToken cancellationToken)
    {
        var wishes = person.Wishes;
        var current = new List<WaitingDelivery>();
        foreach (var delivery in waiting)
        {
            if (await queue.OutcomeAsync(folder, delivery.DeliveryId, delivery.Run, cancellationToken) is not null)
            {
                await queue.RemoveAsync(folder, delivery, cancellationToken);
            }
            else if (wishes.MailAddress is { Length: > 0 }
                && OccasionRules.IsWanted(delivery.Occasion, wishes.Events, wishes.Datasets)
                && (delivery.Occasion.DatasetId is not { } datasetId || await users.MayHearOfAsync(person.Reviewer, datasetId, cancellationToken))
                && await occasions.IsCurrentAsync(delivery.Occasion, cancellationToken))
            {
                current.Add(delivery);
            }
            else
            {
                await queue.EndAsync(folder, delivery, DeliveryState.Outdated, cancellationToken);
            }
        }

        return current;
    }

    private async Task EndAsync(string folder, IReadOnlyList<WaitingDelivery> deliveries, DeliveryState state, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries)
        {
            await queue.EndAsync(folder, delivery, state, cancellationToken);
        }
    }

    private async Task<MailText> ComposeAsync(NotificationWishes wishes, IReadOnlyList<WaitingDelivery> deliveries, CancellationToken cancellationToken)
    {
        var lines = deliveries.Take(MostLines).Select(delivery => (OccasionWording.Title(delivery.Occasion), address.Link(delivery.Occasion))).ToList();
        var subject = deliveries.Count == 1
            ? $"dcai: {lines[0].Item1}"
            : string.Create(CultureInfo.InvariantCulture, $"dcai: {deliveries.Count} messages");
        var opened = deliveries.FirstOrDefault(delivery => delivery.Occasion.Kind == OccasionKind.ReviewOpened)?.Occasion;
        var picture = opened is null ? null : await sheet.TryReadAsync(opened.DatasetId!, opened.ReviewId!, cancellationToken);
        return new MailText(wishes.MailAddress!, subject.ReplaceLineEndings(" "), lines, picture);
    }
}
