using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Notifications.Mail;

/// <summary>Who wants to be told, and how.</summary>
internal sealed class WishesShelf(IObjectStore store)
{
    /// <summary>Where the wishes of this name lie; names differ by any character but the spaces around them.</summary>
    public static string Folder(string reviewer) =>
        NotificationKeys.Person(Digests.Hex(Digests.Sha256(Encoding.UTF8.GetBytes(reviewer.Trim().Normalize(NormalizationForm.FormC)))));

    /// <summary>All who have said how, in the order of their folders.</summary>
    /// <param name="after">Only those whose folder comes after the folder of this digest; null for all.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<KnownPerson> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var folder in store.ListPrefixesAsync(NotificationKeys.People, cancellationToken))
        {
            if ((after is null || string.CompareOrdinal(StoreKeys.Name(folder), after) > 0) && await FindAsync(folder, cancellationToken) is { } person)
            {
                yield return person;
            }
        }
    }

    /// <summary>The newest wishes in a folder, or null where there are none.</summary>
    public async Task<KnownPerson?> FindAsync(string folder, CancellationToken cancellationToken)
    {
        ObjectInfo? newest = null;
        await foreach (var info in store.ListAsync(NotificationKeys.SettingsPrefix(folder), cancellationToken: cancellationToken))
        {
            newest = info;
        }

        return newest is { } found
            ? new KnownPerson(
                folder,
                int.Parse(StoreKeys.Name(found.Key), CultureInfo.InvariantCulture),
                await store.GetDocumentAsync(found.Key, StoredWishes.Format, cancellationToken),
                found.LastModified)
            : null;
    }

    /// <exception cref="GatewayProblemException">Somebody else changed them at the same time.</exception>
    public async Task<KnownPerson> ChangeAsync(string reviewer, NotificationWishes wishes, CancellationToken cancellationToken)
    {
        var folder = Folder(reviewer);
        var known = await FindAsync(folder, cancellationToken);
        var stored = new StoredWishes { Reviewer = reviewer.Trim(), Wishes = wishes, Nonce = Guid.NewGuid().ToString("N") };
        var key = NotificationKeys.Settings(folder, (known?.Version ?? 0) + 1);
        return (await store.PutDocumentIfAbsentAsync(key, StoredWishes.Format, stored, cancellationToken)).Created
            ? await FindAsync(folder, cancellationToken) ?? throw new ObjectNotFoundException(key)
            : throw Refusal.Conflict("wishes-changed", $"The wishes of '{reviewer}' were changed by somebody else at the same time: look at them, and change them again.");
    }
}
