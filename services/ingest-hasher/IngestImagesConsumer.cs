using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Dcai.Work.Telemetry;

using Dcai.Work.Upkeep;
using MassTransit;

namespace Dcai.IngestHasher;

/// <summary>Makes an ingest batch of an accepted upload. The upload leaves the inbox only when its result is stored and told.</summary>
public sealed class IngestImagesConsumer(
    IObjectStore store, LeasedWork works, SnapshotReader snapshots, UploadReader reader, ProgressReporter progress, TimeProvider time)
    : IConsumer<IngestImages>
{
    private const int BatchIdLength = 32;

    /// <inheritdoc />
    public async Task Consume(ConsumeContext<IngestImages> context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var command = context.Message;
        if (await works.RunAsync(context, command.DatasetId, command.CommandId, cancellationToken => IngestAsync(command, cancellationToken)).ConfigureAwait(false))
        {
            await store.DeleteAsync(StoreKeys.Inbox(command.DatasetId, command.UploadId), context.CancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<ImagesIngested> IngestAsync(IngestImages command, CancellationToken cancellationToken)
    {
        var upload = await store.GetDocumentAsync(
            StoreKeys.Inbox(command.DatasetId, command.UploadId), Formats.Upload, cancellationToken).ConfigureAwait(false);
        var newest = await snapshots.NewestAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var known = newest is null
            ? []
            : (await snapshots.SamplesAsync(newest, cancellationToken).ConfigureAwait(false)).Select(sample => sample.SampleId).ToHashSet(StringComparer.Ordinal);

        var erased = await store.ErasedAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var files = await reader.ReadAsync(upload, known.Contains, done => Report(command, upload, done), cancellationToken).ConfigureAwait(false);
        WorkMeter.CountImages("ingesting", files.Count);

        files = [.. files.Select(file => IsErased(file, erased) ? Reject(file) : file)];

        var batchId = command.CommandId[..BatchIdLength];
        var key = StoreKeys.IngestBatch(command.DatasetId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), batchId);
        var put = await store.PutIfAbsentAsync(key, JsonLines.Write(files), cancellationToken).ConfigureAwait(false);
        var stored = put.Created ? files : JsonLines.Read<IngestedFile>(put.Existing, key);
        return new ImagesIngested
        {
            DatasetId = command.DatasetId,
            CommandId = command.CommandId,
            BatchId = batchId,
            AcceptedCount = stored.Count(file => file.Verdict == IngestVerdict.Accepted),
            DuplicateCount = stored.Count(file => file.Verdict == IngestVerdict.Duplicate),
            RejectedCount = stored.Count(file => file.Verdict == IngestVerdict.Rejected),
        };
    }

    private static bool IsErased(IngestedFile file, IReadOnlySet<string> erased) => erased.Contains(file.Content.Digest.Split(':')[^1]);

    private static IngestedFile Reject(IngestedFile file) => file with { Verdict = IngestVerdict.Rejected, Reason = Erasures.Reason, Width = 0, Height = 0, PerceptualHash = null };

    private void Report(IngestImages command, Upload upload, int done) => progress.Report(new WorkProgressed
    {
        DatasetId = command.DatasetId,
        CommandId = command.CommandId,
        Activity = "ingesting",
        Name = upload.Source,
        Fraction = (double)done / upload.Files.Count,
    });
}

/// <summary>One upload at a time: its files are read in parallel already.</summary>
public sealed class IngestImagesConsumerDefinition : ConsumerDefinition<IngestImagesConsumer>
{
    public IngestImagesConsumerDefinition()
    {
        EndpointName = "ingest-images";
        ConcurrentMessageLimit = 1;
    }

    /// <inheritdoc />
    protected override void ConfigureConsumer(
        IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<IngestImagesConsumer> consumerConfigurator, IRegistrationContext context)
    {
        ArgumentNullException.ThrowIfNull(endpointConfigurator);
        endpointConfigurator.PrefetchCount = 1;

        // A missing inbox entry is among them: another worker has just finished, and the next try finds its result.
        endpointConfigurator.UseStorePatience();
    }
}
