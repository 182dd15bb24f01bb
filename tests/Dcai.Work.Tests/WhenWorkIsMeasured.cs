using Dcai.Contracts;
using Dcai.Work.Telemetry;
using MassTransit;

namespace Dcai.Work.Tests;

public sealed class WhenWorkIsMeasured
{
    private TimeSpan _used = TimeSpan.FromSeconds(5);

    [Fact]
    public void What_is_done_alone_has_all_the_cpu_time_and_idle_time_nobody_s()
    {
        var shares = new CpuShares(() => _used);
        Use(3);
        var begun = shares.Begin();
        Use(2);

        Assert.Equal(2, shares.End(begun), 9);
        Use(7);
        Assert.Equal(0, shares.End(shares.Begin()), 9);
    }

    [Fact]
    public void What_is_done_at_the_same_time_shares_it_and_the_parts_add_up()
    {
        var shares = new CpuShares(() => _used);
        var first = shares.Begin();
        Use(4);
        var second = shares.Begin();
        Use(6);
        var ofFirst = shares.End(first);
        Use(1);
        var ofSecond = shares.End(second);

        Assert.Equal((7.0, 4.0), (Math.Round(ofFirst, 9), Math.Round(ofSecond, 9)));
    }

    [Fact]
    public void A_message_is_about_what_its_members_say()
    {
        Assert.Equal(
            new MessageSubject("ComposeTrainingSet", "a", "c", 3),
            MessageSubject.Of(new ComposeTrainingSet { DatasetId = "a", CommandId = "c", Round = 3, Snapshot = 1, SettingsVersion = 1 }));
        Assert.Equal(new MessageSubject("TendCuration", "a", null, null), MessageSubject.Of(new TendCuration { DatasetId = "a", Restarted = false }));
    }

    [Fact]
    public void A_fault_is_about_what_failed() =>
        Assert.Equal(new MessageSubject("Fault<IngestImages>", "a", "c", null), MessageSubject.Of<Fault<IngestImages>>(new Failed()));

    private void Use(double seconds) => _used += TimeSpan.FromSeconds(seconds);

    private sealed class Failed : Fault<IngestImages>
    {
        public IngestImages Message { get; } = new() { DatasetId = "a", CommandId = "c", UploadId = "u" };

        public Guid FaultId => default;

        public Guid? FaultedMessageId => null;

        public DateTime Timestamp => default;

        public ExceptionInfo[] Exceptions => [];

        public HostInfo Host => null!;

        public string[] FaultMessageTypes => [];
    }
}
