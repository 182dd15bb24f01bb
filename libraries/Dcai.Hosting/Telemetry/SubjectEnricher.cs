using Dcai.Work.Telemetry;
using Serilog.Core;
using Serilog.Events;

namespace Dcai.Hosting.Telemetry;

/// <summary>Gives what is logged while a message is handled its DatasetId, CommandId and Round; what a template names itself stays.</summary>
internal sealed class SubjectEnricher(MessageSubject subject) : ILogEventEnricher
{
    /// <inheritdoc />
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        Add(logEvent, nameof(subject.DatasetId), subject.DatasetId);
        Add(logEvent, nameof(subject.CommandId), subject.CommandId);
        Add(logEvent, nameof(subject.Round), subject.Round);
    }

    private static void Add(LogEvent logEvent, string name, object? value)
    {
        if (value is not null)
        {
            logEvent.AddPropertyIfAbsent(new LogEventProperty(name, new ScalarValue(value)));
        }
    }
}
