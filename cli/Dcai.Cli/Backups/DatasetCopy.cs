using System.Collections.Concurrent;
using System.Net;
using Dcai.Api;
using Dcai.Cli.Commands;
using Dcai.Cli.Gateway;
using Dcai.ObjectStorage.Layout;

namespace Dcai.Cli.Backups;

/// <summary>Copies a dataset out of a running dcai into a folder, and from a folder into a running dcai. Both go on where they were interrupted.</summary>
internal sealed class DatasetCopy(GatewayClient client)
{
    private const int Transfers = 8;

    /// <returns>What the folder holds now, and how many of its objects were fetched by this call.</returns>
    public async Task<(BackupList List, int Fetched)> BackUpAsync(string datasetId, string directory, CancellationToken cancellationToken)
    {
        var folder = new BackupFolder(directory);
        var entries = new List<BackupEntry>();
        await LongReports.LastAsync(client.BackupAsync(datasetId, cancellationToken), entry => entry.Problem, entry => entry.Done, entry =>
        {
            if (entry.Key is not null)
            {
                entries.Add(entry);
            }
        });
        folder.Claim(datasetId);
        var gone = new ConcurrentDictionary<BackupEntry, bool>();
        var fetched = 0;
        await EachAsync(entries, async (entry, token) =>
        {
            if (await folder.HasAsync(entry, token))
            {
                return;
            }

            try
            {
                await folder.WriteAsync(entry, (file, inner) => client.CopyBackupObjectAsync(datasetId, entry.Key!, file, inner), token);
                Interlocked.Increment(ref fetched);
            }
            catch (GatewayRefusedException refused) when (refused.Problem.Status == (int)HttpStatusCode.NotFound && MayGo(datasetId, entry.Key!))
            {
                // An upload that has been ingested since, whose batch is in a later backup; a result that has been swept, which is made again.
                gone[entry] = true;
            }
        }, cancellationToken);
        BackupEntry[] kept = [.. entries.Where(entry => !gone.ContainsKey(entry))];
        if (gone.Keys.Any(entry => entry.Key!.StartsWith(StoreKeys.InboxPrefix(datasetId), StringComparison.Ordinal)))
        {
            throw new CommandFailedException($"an upload to {datasetId} was ingested while it was backed up: run the same command again, it fetches only what is missing");
        }

        folder.Finish(datasetId, kept);
        return (folder.Read(), fetched);
    }

    /// <returns>The dataset that is restored, and how many of its objects were sent by this call.</returns>
    public async Task<(BackupList List, int Sent)> RestoreAsync(string directory, CancellationToken cancellationToken)
    {
        var folder = new BackupFolder(directory);
        var list = folder.Read();
        await EachAsync(list.Entries, async (entry, token) =>
        {
            if (!await folder.HasAsync(entry, token))
            {
                throw new CommandFailedException($"{entry.Key} is missing in {directory} or damaged: nothing was restored; take the backup again, or another one");
            }
        }, cancellationToken);
        await client.BeginRestoreAsync(list.Dataset, cancellationToken);
        var sent = 0;

        // Documents first: from then on they keep the blobs that they name.
        foreach (var part in list.Entries.ToLookup(entry => entry.Key!.StartsWith("blobs/", StringComparison.Ordinal)).OrderBy(part => part.Key))
        {
            await EachAsync(part, async (entry, token) =>
            {
                if (!await client.HasRestoredAsync(list.Dataset, entry, token))
                {
                    await using var content = folder.Open(entry);
                    await client.PutRestoredAsync(list.Dataset, entry, content, token);
                    Interlocked.Increment(ref sent);
                }
            }, cancellationToken);
        }

        await LongReports.LastAsync(
            client.CommitRestoreAsync(list.Dataset, new RestoredObjects { Entries = list.Entries }, cancellationToken),
            report => report.Problem, report => report.Done, follow: null);
        return (list, sent);
    }

    private static bool MayGo(string datasetId, string key) =>
        key.StartsWith(StoreKeys.InboxPrefix(datasetId), StringComparison.Ordinal) || key.StartsWith(StoreKeys.WorkPrefix(datasetId), StringComparison.Ordinal);

    private static Task EachAsync(IEnumerable<BackupEntry> entries, Func<BackupEntry, CancellationToken, Task> act, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            entries,
            new ParallelOptions { MaxDegreeOfParallelism = Transfers, CancellationToken = cancellationToken },
            async (entry, token) => await act(entry, token));
}
