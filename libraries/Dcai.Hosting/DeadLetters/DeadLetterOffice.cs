using System.Security.Cryptography;
using System.Text.Json;
using Dcai.Contracts;
using Dcai.Contracts.Documents;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting.DeadLetters;

/// <summary>Makes a notice of each message that was given up, once, and has its dataset suspended where it was a command.</summary>
internal sealed class DeadLetterOffice(IObjectStore store, TimeProvider time, ILogger<DeadLetterOffice> logger)
{
    private const int LongestDetail = 8_000;
    private const int LongestBody = 16_000;

    /// <summary>What the broker writes on a message that it gives up; the reasons are those of RabbitMQ's "Dead Letter Exchanges".</summary>
    private const string DeathQueue = "x-first-death-queue";
    private const string DeathReason = "x-first-death-reason";
    private const string Expired = "expired";

    /// <summary>A consumer failed for good; MassTransit publishes its fault.</summary>
    public async Task RecordAsync(ReceiveContext context, Exception exception)
    {
        var letter = Letter(context, exception.GetBaseException().Message) with { Detail = Cut($"{exception}", LongestDetail) };
        await KeepAsync(letter, context.CancellationToken).ConfigureAwait(false);
    }

    /// <summary>No consumer knows the message, or the broker gave it up. A question that nobody answered in time is no loss: who asked has been told.</summary>
    public async Task RecordUnhandledAsync(ReceiveContext context)
    {
        if (Header(context, DeathReason) == Expired)
        {
            return;
        }

        var queue = Header(context, DeathQueue);
        var letter = queue is null
            ? Letter(context, "this build has no consumer for it: a newer one sent it, or it was sent to the wrong queue; upgrade the service that reads the queue")
            : Letter(context, WhyTheBrokerGaveUp(Header(context, DeathReason))) with { Queue = queue };
        await KeepAsync(letter, context.CancellationToken).ConfigureAwait(false);
        if (letter is { DatasetId: { } datasetId, CommandId: { } commandId })
        {
            var endpoint = await context.PublishEndpointProvider.GetPublishSendEndpoint<CommandGivenUp>().ConfigureAwait(false);
            await endpoint.Send(
                new CommandGivenUp { DatasetId = datasetId, CommandId = commandId, Command = letter.Message, Reason = letter.Reason },
                context.CancellationToken).ConfigureAwait(false);
        }
    }

    private async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        await store.PutIfAbsentAsync(StoreKeys.DeadLetter(letter.MessageId), Formats.DeadLetter.Write(letter), cancellationToken).ConfigureAwait(false);
        logger.LogError(
            "{Message} of dataset {DatasetId} on queue {Queue} was given up: {Reason}; 'dcai dead-letters show {MessageId}' shows it, and once the cause is gone 'dcai resume {DatasetId}' goes on",
            letter.Message, letter.DatasetId ?? "-", letter.Queue, letter.Reason, letter.MessageId, letter.DatasetId ?? "DATASET");
    }

    private DeadLetter Letter(ReceiveContext context, string reason)
    {
        var body = context.Body.GetString();
        var (message, datasetId, commandId) = Envelope(body);
        return new DeadLetter
        {
            MessageId = context.GetMessageId()?.ToString("N") ?? Convert.ToHexStringLower(SHA256.HashData(context.Body.GetBytes()))[..32],
            Message = message,
            Queue = context.InputAddress.AbsolutePath.Split('/')[^1],
            DatasetId = datasetId,
            CommandId = commandId,
            Reason = reason.ReplaceLineEndings(" "),
            GivenUpAt = time.GetUtcNow(),
            Body = Cut(body, LongestBody),
        };
    }

    /// <summary>As much of MassTransit's envelope as can be read.</summary>
    private static (string Message, string? DatasetId, string? CommandId) Envelope(string body)
    {
        try
        {
            using var envelope = JsonDocument.Parse(body);
            var type = envelope.RootElement.TryGetProperty("messageType", out var types) && types.GetArrayLength() > 0 ? types[0].GetString() : null;
            return envelope.RootElement.TryGetProperty("message", out var message)
                ? (type?.Split(':')[^1] ?? "unknown", Text(message, "datasetId"), Text(message, "commandId"))
                : (type ?? "unknown", null, null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return ("unknown", null, null);
        }

        static string? Text(JsonElement message, string member) =>
            message.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    private static string WhyTheBrokerGaveUp(string? reason) => reason switch
    {
        "rejected" => "it was rejected and not by dcai, as by hand in the broker's management",
        "maxlen" => "its queue was full: look for a policy of the broker that limits queues, and for workers that are missing",
        _ => "it was delivered too often without an answer, as if it killed its workers: look into their logs and at their memory",
    };

    private static string? Header(ReceiveContext context, string name) => context.TransportHeaders.TryGetHeader(name, out var value) ? $"{value}" : null;

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
