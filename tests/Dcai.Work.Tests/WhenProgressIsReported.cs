using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Dcai.Contracts;
using Dcai.Tests;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dcai.Work.Tests;

public sealed class WhenProgressIsReported
{
    private readonly ManualTime _time = new();
    private readonly List<WorkProgressed> _published = [];
    private readonly ProgressReporter _reporter;

    public WhenProgressIsReported() => _reporter = new ProgressReporter(
        RecordingBus.Of(progress =>
        {
            lock (_published)
            {
                _published.Add(progress);
            }
        }),
        _time,
        NullLogger<ProgressReporter>.Instance);

    [Fact]
    public void At_most_one_a_second_and_command_is_published()
    {
        for (var tenth = 0; tenth < 50; tenth++)
        {
            _reporter.Report(Progress("a", 0.1));
            _reporter.Report(Progress("b", 0.1));
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal(5, _published.Count(progress => progress.CommandId == "a"));
        Assert.Equal(5, _published.Count(progress => progress.CommandId == "b"));
    }

    [Fact]
    public async Task Many_threads_that_report_at_once_publish_one()
    {
        using var start = new Barrier(8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait(TimeSpan.FromSeconds(30));
            _reporter.Report(Progress("a", 0.5));
        })));
        Assert.Single(_published);
    }

    [Fact]
    public void A_bus_that_fails_does_not_stop_the_work()
    {
        var reporter = new ProgressReporter(
            RecordingBus.Of(_ => throw new InvalidOperationException("no broker")), _time, NullLogger<ProgressReporter>.Instance);
        reporter.Report(Progress("a", 0.5));
    }

    private static WorkProgressed Progress(string command, double fraction) =>
        new() { DatasetId = "d", CommandId = command, Activity = "training", Name = "round 1", Fraction = fraction };

    /// <summary>A bus that hands over what is published.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    private class RecordingBus : DispatchProxy
    {
        private Action<WorkProgressed> _publish = null!;

        public static IBus Of(Action<WorkProgressed> publish)
        {
            var bus = Create<IBus, RecordingBus>();
            ((RecordingBus)(object)bus)._publish = publish;
            return bus;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _publish((WorkProgressed)args![0]!);
            return Task.CompletedTask;
        }
    }
}
