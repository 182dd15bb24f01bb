using System.Globalization;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;

namespace Dcai.ReviewGateway.Notifications;

/// <summary>
/// The numbered attempts to send something. The next number, if absent, is the right to send: of any number of gateways one has it. What began and did not
/// end within <see cref="Abandoned"/> was cut, and counts as an attempt that failed.
/// </summary>
internal sealed class Attempts(IObjectStore store, TimeProvider time)
{
    /// <summary>Longer than the longest attempt.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    /// <summary>The schedule that Standard Webhooks recommends, as far as a day.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(3), TimeSpan.FromHours(24),
    ];

    /// <summary>The first, and one after each pause.</summary>
    public static int Most => Pauses.Length + 1;

    /// <summary>All that are known, the oldest first.</summary>
    /// <param name="prefix">Of a run, or of the mails.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyList<Attempt>> ReadAsync(string prefix, CancellationToken cancellationToken)
    {
        var begun = new SortedDictionary<int, AttemptBegun>();
        var ended = new Dictionary<int, AttemptEnded>();
        await foreach (var info in store.ListAsync(prefix, cancellationToken: cancellationToken))
        {
            var name = StoreKeys.Name(info.Key);
            if (name.EndsWith("-began", StringComparison.Ordinal))
            {
                begun[Number(name)] = await store.GetDocumentAsync(info.Key, AttemptBegun.Format, cancellationToken);
            }
            else if (name.EndsWith("-ended", StringComparison.Ordinal))
            {
                ended[Number(name)] = await store.GetDocumentAsync(info.Key, AttemptEnded.Format, cancellationToken);
            }
        }

        return [.. begun.Select(one => new Attempt(one.Key, one.Value, ended.GetValueOrDefault(one.Key)))];
    }

    /// <summary>When the next attempt may begin, after so many failed ones in a row; null when it was the last.</summary>
    /// <param name="last">Null before the first.</param>
    /// <param name="failures">How many failed since the last that succeeded, <paramref name="last"/> included.</param>
    public DateTimeOffset? DueAt(Attempt? last, int failures) => last switch
    {
        null => time.GetUtcNow(),
        { Ended: null } when time.GetUtcNow() < last.Begun.At + Abandoned => last.Begun.At + Abandoned,
        _ when failures >= Most => null,
        { Ended: null } => last.Begun.At + Abandoned,
        { Ended.Succeeded: true } => last.Ended.At,
        _ => last.Ended!.At + Pauses[failures - 1],
    };

    /// <summary>Takes the right to the attempt of this number.</summary>
    /// <returns>False where another gateway has it.</returns>
    public async Task<bool> BeginAsync(string prefix, int number, CancellationToken cancellationToken)
    {
        var begun = new AttemptBegun { At = time.GetUtcNow(), Nonce = Guid.NewGuid().ToString("N") };
        return (await store.PutDocumentIfAbsentAsync(NotificationKeys.Began(prefix, number), AttemptBegun.Format, begun, cancellationToken)).Created;
    }

    /// <summary>Notes what came of it.</summary>
    public Task EndAsync(string prefix, int number, AttemptEnded ended, CancellationToken cancellationToken) =>
        store.PutDocumentIfAbsentAsync(NotificationKeys.Ended(prefix, number), AttemptEnded.Format, ended, cancellationToken);

    /// <summary>Removes those before a number.</summary>
    public async Task ForgetAsync(string prefix, int before, CancellationToken cancellationToken)
    {
        await foreach (var info in store.ListAsync(prefix, cancellationToken: cancellationToken))
        {
            if (Number(StoreKeys.Name(info.Key)) >= before)
            {
                return;
            }

            await store.DeleteAsync(info.Key, cancellationToken);
        }
    }

    private static int Number(string name) => int.Parse(name.Split('-')[0], CultureInfo.InvariantCulture);
}
