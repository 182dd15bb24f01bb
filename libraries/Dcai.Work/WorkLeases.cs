using System.Collections.Concurrent;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Microsoft.Extensions.Logging;

namespace Dcai.Work;

/// <summary>
/// Who is at a work just now. A lease saves work and never protects data: what counts is the result that is stored first. Leases are numbered
/// objects; the next number, if absent, takes, renews, hands back or takes over, and their age is measured by the store's clock.
/// </summary>
public sealed class WorkLeases(IObjectStore store, StoreClock clock, TimeProvider time, LeaseTerms terms, ILogger<WorkLeases> logger)
{
    /// <summary>A slice whose worker fell silent so often without storing it is not tried again.</summary>
    public const int MostTakeovers = 3;

    private const int LooksPerLife = 8;

    internal static readonly DocumentFormat<LeaseDocument> Format = new("dcai.lease", 1);

    private readonly string _holder = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, bool> _held = new(StringComparer.Ordinal);

    /// <summary>Takes the lease of a work, or takes it over from a worker that has been silent for the lease's lifetime.</summary>
    /// <param name="datasetId">The command's dataset.</param>
    /// <param name="commandId">The command's id.</param>
    /// <param name="slice">The slice that is to be worked on, 0-based; 0 for works that have none.</param>
    /// <param name="cancellationToken">Ends the wait for a silent holder, and later the work.</param>
    /// <returns>The lease, or null where another worker, or another thread of this process, is alive and at it. Finding that out may take a lifetime.</returns>
    /// <exception cref="PoisonedWorkException">The work silences its workers. The next attempt, when somebody resumes, begins to count anew.</exception>
    public async Task<WorkLease?> TakeAsync(string datasetId, string commandId, int slice, CancellationToken cancellationToken)
    {
        if (!_held.TryAdd(commandId, true))
        {
            return null;
        }

        WorkLease? taken = null;
        try
        {
            taken = await TryTakeAsync(datasetId, commandId, slice, cancellationToken).ConfigureAwait(false);
            return taken;
        }
        finally
        {
            if (taken is null)
            {
                Forget(commandId);
            }
        }
    }

    internal void Forget(string commandId) => _held.TryRemove(commandId, out _);

    /// <returns>False where another worker has this number.</returns>
    internal async Task<bool> PutAsync(string datasetId, string commandId, int number, LeaseDocument lease, CancellationToken cancellationToken)
    {
        var put = await store.PutIfAbsentAsync(StoreKeys.Lease(datasetId, commandId, number), Format.Write(lease), cancellationToken).ConfigureAwait(false);
        if (put.Created && number > 2)
        {
            try
            {
                // The predecessor stays: somebody who has just listed it may be about to read it.
                await store.DeleteAsync(StoreKeys.Lease(datasetId, commandId, number - 2), cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectStoreException)
            {
                // It is in nobody's way.
            }
        }

        return put.Created;
    }

    private async Task<WorkLease?> TryTakeAsync(string datasetId, string commandId, int slice, CancellationToken cancellationToken)
    {
        var last = await LatestAsync(datasetId, commandId, cancellationToken).ConfigureAwait(false);
        if (last is not null && !IsFree(last))
        {
            last = await AwaitSilenceAsync(datasetId, commandId, last, cancellationToken).ConfigureAwait(false);
            if (last is null)
            {
                return null;
            }
        }

        var number = (last?.Number ?? 0) + 1;
        var takeovers = last?.Document.Slice == slice ? last.Document.Takeovers + (IsFree(last) ? 0 : 1) : 0;
        if (takeovers > MostTakeovers)
        {
            await PutAsync(datasetId, commandId, number, Document(slice, takeovers: 0) with { Released = true }, cancellationToken).ConfigureAwait(false);
            throw new PoisonedWorkException(commandId, slice, takeovers);
        }

        var document = Document(slice, takeovers);
        if (!await PutAsync(datasetId, commandId, number, document, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        logger.LogInformation("Work {CommandId} slice {Slice} begins, taken over {Takeovers} times", commandId, slice, takeovers);
        return new WorkLease(this, datasetId, commandId, number, document, terms.Lifetime / 4, time, cancellationToken);
    }

    /// <returns>The lease that may be taken over, or null where its holder is alive.</returns>
    private async Task<Found?> AwaitSilenceAsync(string datasetId, string commandId, Found last, CancellationToken cancellationToken)
    {
        while (true)
        {
            var age = await clock.NowAsync(cancellationToken).ConfigureAwait(false) - last.Since;
            if (age >= terms.Lifetime)
            {
                return last;
            }

            await Task.Delay(terms.Lifetime / LooksPerLife, time, cancellationToken).ConfigureAwait(false);
            var newest = await LatestAsync(datasetId, commandId, cancellationToken).ConfigureAwait(false);
            if (newest is null || newest.Number != last.Number)
            {
                return newest is not null && IsFree(newest) ? newest : null;
            }
        }
    }

    /// <summary>Handed back, left behind by this very process, or by one that cannot be there any more.</summary>
    private bool IsFree(Found found) => found.Document.Released || found.Document.Holder == _holder || terms.Alone;

    private LeaseDocument Document(int slice, int takeovers) => new() { Holder = _holder, Slice = slice, Takeovers = takeovers };

    private async Task<Found?> LatestAsync(string datasetId, string commandId, CancellationToken cancellationToken)
    {
        ObjectInfo? newest = null;
        await foreach (var lease in store.ListAsync(StoreKeys.LeasePrefix(datasetId, commandId), cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            newest = lease;
        }

        if (newest is not { } found)
        {
            return null;
        }

        // One that is gone by now was renewed twice meanwhile: its number is enough to see that it is alive.
        var document = await store.TryGetDocumentAsync(found.Key, Format, cancellationToken).ConfigureAwait(false);
        return new Found(
            int.Parse(StoreKeys.Name(found.Key), System.Globalization.CultureInfo.InvariantCulture), found.LastModified,
            document ?? new LeaseDocument { Holder = "", Slice = -1, Takeovers = 0 });
    }

    private sealed record Found(int Number, DateTimeOffset Since, LeaseDocument Document);
}

/// <summary>What <c>leases/{n}</c> holds.</summary>
internal sealed record LeaseDocument
{
    /// <summary>Id of the process that works.</summary>
    public required string Holder { get; init; }

    /// <summary>What it works on.</summary>
    public required int Slice { get; init; }

    /// <summary>How many holders before this one fell silent over the same slice.</summary>
    public required int Takeovers { get; init; }

    /// <summary>Handed back in order.</summary>
    public bool Released { get; init; }
}

/// <summary>How leases are dealt with.</summary>
/// <param name="Lifetime">A holder that has not renewed for so long is taken for dead; it renews four times as often.</param>
/// <param name="Alone">No other process can be at work over this store, so that every lease that is found is a dead one's, and its end is no fault of the work.</param>
public sealed record LeaseTerms(TimeSpan Lifetime, bool Alone)
{
    /// <summary>20 s: what a killed worker costs at most, beside its slice.</summary>
    public static LeaseTerms Default { get; } = new(TimeSpan.FromSeconds(20), Alone: false);
}

/// <summary>A work that ends its workers, again and again.</summary>
public sealed class PoisonedWorkException(string commandId, int slice, int workers) : Exception(
    $"work {commandId} fell silent {workers} times in slice {slice}, as if it killed its workers: look into their logs and at their memory, then resume");
