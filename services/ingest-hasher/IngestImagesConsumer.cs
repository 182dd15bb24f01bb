using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.Work;
using Dcai.Work.Telemetry;
using Dcai.Work.Upkeep;
using MassTransit;
using Microsoft.Extensions.Options;

namespace Dcai.IngestHasher;

/// <summary>Makes an ingest batch of an accepted upload. The upload leaves the inbox only when its result is stored and told.</summary>
internal sealed class IngestImagesConsumer(
    IObjectStore store, LeasedWork works, KnownDatasets datasets, UploadReader reader, ProgressReporter progress, IOptions<IngestHasherOptions> options, TimeProvider time)
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
        var erased = await store.ErasedAsync(command.DatasetId, cancellationToken).ConfigureAwait(false);
        var findings = await reader.ReadAsync(upload, done => Report(command, upload, done), cancellationToken).ConfigureAwait(false);
        WorkMeter.CountImages("ingesting", findings.Count);
        findings = [.. findings.Select((finding, index) => IsErased(upload.Files[index], erased) ? new Finding { Refusal = Erasures.Reason } : finding)];

        var batchId = command.CommandId[..BatchIdLength];
        var stored = await datasets.WithAsync(
            command.DatasetId, batchId, (known, testSet) => StoreAsync(command, upload, findings, known, testSet, cancellationToken), cancellationToken).ConfigureAwait(false);
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

    private async Task<IReadOnlyList<IngestedFile>> StoreAsync(
        IngestImages command, Upload upload, IReadOnlyList<Finding> findings, KnownDataset known, IReadOnlySet<string> testSet, CancellationToken cancellationToken)
    {
        var judge = new ArrivalJudge(known.Images, testSet, options.Value.NearDistance);
        IngestedFile[] files = [.. upload.Files.Select((file, index) => judge.Judge(upload, file, findings[index]))];
        var batchId = command.CommandId[..BatchIdLength];
        var key = StoreKeys.IngestBatch(command.DatasetId, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), batchId);
        var put = await store.PutIfAbsentAsync(key, JsonLines.Write(files), cancellationToken).ConfigureAwait(false);
        var stored = put.Created ? files : JsonLines.Read<IngestedFile>(put.Existing, key);
        known.Note(batchId, stored);
        return stored;
    }

    private static bool IsErased(UploadedFile file, IReadOnlySet<string> erased) => erased.Contains(file.Content.Digest.Split(':')[^1]);

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
internal sealed class IngestImagesConsumerDefinition : ConsumerDefinition<IngestImagesConsumer>
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
