using System.Reflection;
using Dcai.Contracts;
using Dcai.Contracts.Tests;
using Dcai.Tests;

namespace Dcai.Work.Tests;

public sealed class WhenCommandsAreIdentified
{
    private static readonly Type[] Commands =
    [
        typeof(AdvanceSnapshot), typeof(BalanceDataset), typeof(ComposeTrainingSet), typeof(EvaluateDataset), typeof(IngestImages), typeof(OpenReview),
        typeof(RankShard), typeof(SelectForReview), typeof(SynthesizeSamples), typeof(TrainAuxiliaryModel), typeof(TrainFold), typeof(TrainGan),
    ];

    [Fact]
    public void Their_ids_are_the_golden_ones() => GoldenFile.Verify(
        GoldenFile.Beside("golden/command-ids.txt"),
        string.Concat(Commands.Select(type => $"{type.Name} {IdOf(Examples.Of(type))}\n")));

    [Fact]
    public void What_stood_in_the_id_does_not_matter()
    {
        var command = (TrainFold)Examples.Of(typeof(TrainFold));
        Assert.Equal(CommandIds.Identify(command with { CommandId = "" }), CommandIds.Identify(command with { CommandId = "something" }));
    }

    [Fact]
    public void The_rest_of_the_command_is_kept()
    {
        var command = (TrainFold)Examples.Of(typeof(TrainFold));
        var identified = CommandIds.Identify(command);
        Assert.Equal(command with { CommandId = identified.CommandId }, identified);
    }

    [Fact]
    public void Every_other_member_matters()
    {
        var command = (TrainFold)Examples.Of(typeof(TrainFold));
        Assert.Equal(7, new[]
        {
            command, command with { DatasetId = "b" }, command with { Release = 99 }, command with { Fold = 99 }, command with { SettingsVersion = 99 },
            command with { Plan = command.Plan with { SizeBytes = 99 } }, command with { Plan = command.Plan with { MediaType = "image/jpeg" } },
        }.Select(IdOf).Distinct().Count());
    }

    [Fact]
    public void The_order_of_members_does_not_matter() =>
        Assert.Equal(
            CommandIds.Identify(new First.Count { DatasetId = "a", Much = 1, CommandId = "" }).CommandId,
            CommandIds.Identify(new Second.Count { DatasetId = "a", Much = 1, CommandId = "" }).CommandId);

    [Fact]
    public void The_type_matters() =>
        Assert.NotEqual(
            CommandIds.Identify(new First.Count { DatasetId = "a", Much = 1, CommandId = "" }).CommandId,
            CommandIds.Identify(new First.Sum { DatasetId = "a", Much = 1, CommandId = "" }).CommandId);

    [Fact]
    public void What_has_no_id_is_refused_by_name() =>
        Assert.Contains(nameof(PauseCuration), Assert.Throws<ArgumentException>(() => CommandIds.Identify(new PauseCuration { DatasetId = "a" })).Message, StringComparison.Ordinal);

    private static string IdOf(object command)
    {
        var identified = typeof(CommandIds).GetMethod(nameof(CommandIds.Identify), BindingFlags.Public | BindingFlags.Static)!
            .MakeGenericMethod(command.GetType()).Invoke(null, [command])!;
        return (string)identified.GetType().GetProperty("CommandId")!.GetValue(identified)!;
    }

    private static class First
    {
        public sealed record Count
        {
            public required string DatasetId { get; init; }

            public required int Much { get; init; }

            public required string CommandId { get; init; }
        }

        public sealed record Sum
        {
            public required string DatasetId { get; init; }

            public required int Much { get; init; }

            public required string CommandId { get; init; }
        }
    }

    private static class Second
    {
        public sealed record Count
        {
            public required string CommandId { get; init; }

            public required int Much { get; init; }

            public required string DatasetId { get; init; }
        }
    }
}
