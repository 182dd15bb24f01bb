using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;
using Dcai.Contracts;
using Dcai.Work.Telemetry;
using MassTransit;
using Microsoft.Extensions.Logging;
using LogContext = Serilog.Context.LogContext;

namespace Dcai.Hosting.Telemetry;

/// <summary>
/// Stands around the handling of every message, its retries included: measures it, names its dataset in spans and logs, says how long each command took, and notes what is in hand.
/// It knows messages by their URNs, for what stands outside of the retries stands also outside of the messages' types.
/// </summary>
internal sealed class ConsumeTelemetry(WorkInHand inHand, TimeProvider time, ILogger<ConsumeTelemetry> logger) : IFilter<ConsumeContext>
{
    private static readonly FrozenDictionary<string, Reader> Readers = typeof(Descriptor).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(Descriptor).Namespace && type.GetProperty("DatasetId") is not null)

        // Progress says nothing about the work and comes by the second.
        .Where(type => type != typeof(WorkProgressed))
        .SelectMany(type => new[] { type, typeof(Fault<>).MakeGenericType(type) })
        .ToFrozenDictionary(type => MessageUrn.ForTypeString(type), Reader.Of, StringComparer.Ordinal);

    /// <inheritdoc />
    public Task Send(ConsumeContext context, IPipe<ConsumeContext> next)
    {
        foreach (var urn in context.SupportedMessageTypes)
        {
            if (Readers.TryGetValue(urn, out var reader) && reader.Read(context) is { } subject)
            {
                return MeasureAsync(context, next, subject, reader.QueueOfCommand);
            }
        }

        return next.Send(context);
    }

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("dcai-telemetry");

    private async Task MeasureAsync(ConsumeContext context, IPipe<ConsumeContext> next, MessageSubject subject, string queueOfCommand)
    {
        WorkMeter.Current = subject;
        WorkSpans.Tag(Activity.Current, subject);
        WorkMeter.TakenUp(subject, time.GetUtcNow() - context.SentTime, context.ReceiveContext.Redelivered);
        if (context.ReceiveContext.Redelivered)
        {
            logger.LogInformation("{Message} of {DatasetId} was delivered again", subject.Message, subject.DatasetId);
        }

        var isCommand = context.ReceiveContext.InputAddress.AbsolutePath.EndsWith(queueOfCommand, StringComparison.Ordinal);
        var outcome = WorkOutcome.Faulted;
        var begun = time.GetTimestamp();
        var share = CpuShares.OfProcess.Begin();
        try
        {
            using (LogContext.Push(new SubjectEnricher(subject)))
            using (isCommand ? inHand.Begin(subject) : null)
            {
                await next.Send(context).ConfigureAwait(false);
            }

            outcome = WorkOutcome.Succeeded;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            outcome = WorkOutcome.Cancelled;
            throw;
        }
        finally
        {
            var took = time.GetElapsedTime(begun);
            WorkMeter.DealtWith(subject, outcome, took, CpuShares.OfProcess.End(share));
            using var named = LogContext.Push(new SubjectEnricher(subject));
            if (isCommand)
            {
                logger.LogInformation("{Message} of {DatasetId} {Outcome} after {Seconds:0.000} s", subject.Message, subject.DatasetId, outcome.ToString(), took.TotalSeconds);
            }
        }
    }

    /// <summary>How one type of message is read.</summary>
    /// <param name="Read">Null where it is no such message after all. The context keeps what it has deserialized.</param>
    /// <param name="QueueOfCommand">A command has a queue of its own that has its name; an event comes to the queue of whoever listens.</param>
    private sealed record Reader(Func<ConsumeContext, MessageSubject?> Read, string QueueOfCommand)
    {
        public static Reader Of(Type message) => new(
            typeof(Reader).GetMethod(nameof(Subject), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(message).CreateDelegate<Func<ConsumeContext, MessageSubject?>>(),
            $"/{KebabCaseEndpointNameFormatter.Instance.SanitizeName(message.Name)}");

        private static MessageSubject? Subject<T>(ConsumeContext context)
            where T : class => context.TryGetMessage(out ConsumeContext<T>? typed) ? MessageSubject.Of(typed.Message) : null;
    }
}
