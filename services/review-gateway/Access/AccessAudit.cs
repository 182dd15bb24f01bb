using System.Security.Cryptography;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Access;

/// <summary>What was done and tried, and by whom: entries are added, and never changed.</summary>
internal sealed class AccessAudit(IObjectStore store, TimeProvider time)
{
    public const string LoggedIn = "login";
    public const string Refused = "refused";
    public const string LockedOut = "locked-out";
    public const string LoggedOut = "logout";
    public const string SetPassword = "SetPassword";

    /// <summary>In keys, where no user or token is concerned: nobody can be called so.</summary>
    private const string Nobody = "=";
    private const int NonceBytes = 4;

    public async Task WriteAsync(
        string action, string by, CancellationToken cancellationToken, string? subject = null, string? datasetId = null, string? reason = null)
    {
        var at = time.GetUtcNow();
        await store.PutDocumentIfAbsentAsync(
            StoreKeys.Audit(at, action, $"{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes))}-{(subject is null ? Nobody : AccessNames.Key(subject))}"),
            Formats.Audit,
            new AuditEntry { Action = action, At = at, By = by, Subject = subject, DatasetId = datasetId, Reason = reason },
            cancellationToken);
    }

    /// <summary>Wrong passwords in a row: refusals of the user within the last while that neither a login nor another password follows.</summary>
    public async Task<int> CountRefusalsAsync(string subject, TimeSpan within, CancellationToken cancellationToken)
    {
        // Only keys are read: the login waits for this.
        var (since, ending) = (StoreKeys.AuditSince(time.GetUtcNow() - within), $"-{AccessNames.Key(subject)}.json");
        var count = 0;
        await foreach (var entry in store.ListAsync(StoreKeys.AuditPrefix, startAfter: since, cancellationToken))
        {
            var rest = entry.Key.AsSpan(Math.Min(since.Length, entry.Key.Length));
            count = Is(rest, LoggedIn, ending) || Is(rest, SetPassword, ending) ? 0 : Is(rest, Refused, ending) ? count + 1 : count;
        }

        return count;
    }

    /// <summary>Entries, the newest first.</summary>
    /// <param name="before">Only those before this one, as an earlier page named it; null: from the newest on.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>They, and what the next page comes before where there is one.</returns>
    public async Task<(IReadOnlyList<AuditEntry> Entries, string? Before)> ReadAsync(string? before, int limit, CancellationToken cancellationToken)
    {
        var keys = new Queue<string>();
        await foreach (var stored in store.ListAsync(StoreKeys.AuditPrefix, cancellationToken: cancellationToken))
        {
            if (before is not null && string.CompareOrdinal(stored.Key, $"{StoreKeys.AuditPrefix}{before}") >= 0)
            {
                break;
            }

            keys.Enqueue(stored.Key);
            if (keys.Count > limit + 1)
            {
                keys.Dequeue();
            }
        }

        var next = keys.Count > limit ? keys.Skip(1).First() : null;
        var entries = new List<AuditEntry>();
        foreach (var key in keys.Skip(next is null ? 0 : 1).Reverse())
        {
            entries.Add(await store.GetDocumentAsync(key, Formats.Audit, cancellationToken));
        }

        return (entries, next?[StoreKeys.AuditPrefix.Length..]);
    }

    /// <param name="rest">What follows the time in a key.</param>
    /// <param name="action">Of the entry.</param>
    /// <param name="ending">Of the key: the subject.</param>
    private static bool Is(ReadOnlySpan<char> rest, string action, string ending) =>
        rest.Length == 2 + action.Length + (2 * NonceBytes) + ending.Length
        && rest[1..].StartsWith(action, StringComparison.Ordinal)
        && rest.EndsWith(ending, StringComparison.Ordinal);
}
