using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Tests;
using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;

namespace Dcai.Contracts.Tests;

public sealed class WhenMessagesTravel
{
    private const int MostBytes = 4096;

    /// <summary>People and the timer say these to the saga; a completed review answers no single command; a steering answer answers a request; a worker tells of itself; so does a gateway of decisions.</summary>
    private static readonly Type[] WithoutCommandId =
    [
        typeof(StartCuration), typeof(PauseCuration), typeof(ResumeCuration), typeof(CancelCuration), typeof(TendCuration), typeof(ReviewCompleted),
        typeof(CurationSteered), typeof(WorkerReported), typeof(DecisionsStored),
    ];

    private static readonly Type[] Parts = [typeof(Descriptor), typeof(SnapshotCounts), typeof(WorkerActivity)];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static TheoryData<string> Names => [.. Messages.Select(message => message.Name)];

    /// <summary>Everything in the root namespace but the parts of messages.</summary>
    private static IEnumerable<Type> Messages => typeof(Descriptor).Assembly.GetExportedTypes()
        .Where(type => type.Namespace == typeof(Descriptor).Namespace && type.IsClass && !Parts.Contains(type))
        .OrderBy(type => type.Name, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void Their_json_is_the_golden_one(string name)
    {
        var json = JsonNode.Parse(Body(Examples.Of(Message(name)))["message"]!.ToJsonString())!;
        GoldenFile.Verify(GoldenFile.Beside($"golden/messages/{name}.json"), json.ToJsonString(Indented) + "\n");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_golden_json_is_read(string name)
    {
        var golden = File.ReadAllText(GoldenFile.Beside($"golden/messages/{name}.json"));
        var message = JsonSerializer.Deserialize(golden, Message(name), SystemTextJsonMessageSerializer.Options)!;
        Assert.Equal(JsonSerializer.Serialize(Examples.Of(Message(name)), Message(name)), JsonSerializer.Serialize(message, Message(name)));
    }

    [Fact]
    public void Their_urns_are_the_golden_ones() =>
        GoldenFile.Verify(
            GoldenFile.Beside("golden/urns.txt"),
            string.Concat(Messages.Select(message => $"{message.Name} {MessageUrn.ForType(message)}\n")));

    [Fact]
    public void No_golden_is_left_of_a_message_that_is_gone() =>
        Assert.Equal(
            Messages.Select(message => message.Name),
            Directory.GetFiles(GoldenFile.Beside("golden/messages")).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_names_its_dataset_but_what_a_worker_tells_of_itself() => Assert.All(Messages.Where(message => message != typeof(WorkerReported)), message => Assert.Equal(typeof(string), message.GetProperty("DatasetId")?.PropertyType));

    [Fact]
    public void Each_command_of_a_worker_and_each_reply_names_the_command() =>
        Assert.Equal(
            WithoutCommandId.Select(message => message.Name).Order(StringComparer.Ordinal),
            Messages.Where(message => message.GetProperty("CommandId") is null).Select(message => message.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void The_envelope_is_under_4_KB(string name) => Assert.InRange(Bytes(Examples.Of(Message(name))).Length, 1, MostBytes);

    [Fact]
    public void An_advance_that_names_the_most_it_may_is_under_4_KB()
    {
        var most = (SnapshotAdvanced)Examples.Of(typeof(SnapshotAdvanced)) with
        {
            DatasetId = new string('d', 64),
            Batches = [.. Enumerable.Range(0, 64).Select(batch => batch.ToString("x32", System.Globalization.CultureInfo.InvariantCulture))],
            Reviews = [.. Enumerable.Range(0, 16).Select(review => $"{review:D4}-synthesis")],
            Version = int.MaxValue,
            Sequence = long.MaxValue,
        };
        Assert.InRange(JsonSerializer.SerializeToUtf8Bytes(most, SystemTextJsonMessageSerializer.Options).Length, 1, MostBytes);
        Assert.InRange(Bytes(most).Length, 1, MostBytes + 1024);
    }

    [Fact]
    public void A_report_of_the_busiest_worker_is_under_4_KB()
    {
        var longest = (WorkerActivity)Examples.Of(typeof(WorkerActivity)) with
        {
            Command = nameof(ComposeTrainingSet),
            DatasetId = new string('d', 64),
            Round = int.MaxValue,
            Count = int.MaxValue,
        };
        var report = (WorkerReported)Examples.Of(typeof(WorkerReported)) with
        {
            Host = new string('h', 253),
            Activities = [.. Enumerable.Repeat(longest, 8)],
        };
        Assert.InRange(Bytes(report).Length, 1, MostBytes);
    }

    private static Type Message(string name) => Messages.Single(message => message.Name == name);

    private static JsonNode Body(object message) => JsonNode.Parse(Encoding.UTF8.GetString(Bytes(message)))!;

    /// <summary>What goes over the wire: the message in the serializer's envelope.</summary>
    private static byte[] Bytes(object message) =>
        (byte[])typeof(WhenMessagesTravel).GetMethod(nameof(Envelope), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(message.GetType()).Invoke(null, [message])!;

    private static byte[] Envelope<T>(T message)
        where T : class
    {
        var context = new MessageSendContext<T>(message)
        {
            MessageId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            InitiatorId = Guid.NewGuid(),
            SourceAddress = new Uri("rabbitmq://broker.example.org/orchestrator_bus_abcdefghijklmnopqrstuvwxyz"),
            DestinationAddress = new Uri("rabbitmq://broker.example.org/train-auxiliary-model"),
        };
        return new SystemTextJsonMessageSerializer().GetMessageBody(context).GetBytes();
    }
}
