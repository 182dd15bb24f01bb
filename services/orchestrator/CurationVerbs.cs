using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Contracts;
using Dcai.Work;
using Dcai.Work.Sagas;
using MassTransit;

namespace Dcai.Orchestrator;

/// <summary>What a curation does, one verb a line. Verbs change the state only; what is owed is sent after the state is stored.</summary>
internal static class CurationVerbs
{
    /// <summary>No dataset has more commands under way; a longer fan-out owes the next one when one is settled.</summary>
    public const int MostOutstanding = 64;

    /// <summary>
    /// More than one advance folds: batches noted since the same advance say no more than so many of them do, because none of the advances to come
    /// can name them all and leave one out. So a flood of batches does not make every version longer than the last.
    /// </summary>
    public const int MostBatchNotes = 65;

    /// <summary>The member of a command that says which settings it is carried out under.</summary>
    private const string SettingsVersion = "settingsVersion";

    private static readonly TimeSpan FirstPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPatience = TimeSpan.FromHours(1);

    /// <summary>Remembers that there is something to fold, unless it is remembered already.</summary>
    public static void Note(this CurationState curation, NoteKind kind, string id)
    {
        var tellsEnough = kind == NoteKind.Batch
            && curation.Notes.Count(note => note.Kind == NoteKind.Batch && note.Sequence == curation.AdvanceSequence) >= MostBatchNotes;
        if (!tellsEnough && !curation.HasNote(kind, id))
        {
            curation.Notes.Add(new Note(kind, id, curation.AdvanceSequence));
            curation.Changed = true;
        }
    }

    public static bool HasNote(this CurationState curation, NoteKind kind, string id) => curation.Notes.Exists(note => note.Kind == kind && note.Id == id);

    /// <summary>Adds a command to what is outstanding and wants it sent.</summary>
    public static void Owe<TCommand>(this CurationState curation, TCommand command, Func<TCommand, string> commandId, DateTimeOffset now)
        where TCommand : class
    {
        var identified = CommandIds.Identify(command);
        var id = commandId(identified);
        if (!curation.Awaits(id))
        {
            curation.Outstanding.Add(OwedCommand.Of(identified, id, now + FirstPatience));
        }

        curation.ToSend.Add(id);
        curation.Changed = true;
    }

    /// <summary>The reply has come.</summary>
    public static void Settle(this CurationState curation, string commandId)
    {
        curation.Outstanding.RemoveAll(owed => owed.CommandId == commandId);
        curation.ToSend.Remove(commandId);
        curation.Changed = true;
    }

    public static void AdvanceSnapshot(this CurationState curation, DateTimeOffset now)
    {
        curation.AdvanceSequence++;
        curation.AdvancedAt = now;
        curation.Owe(CurationSteps.AdvanceSnapshot(curation), command => command.CommandId, now);
    }

    /// <summary>Takes over what the new snapshot says and forgets the notes that it makes good.</summary>
    public static void Adopt(this CurationState curation, SnapshotAdvanced advanced, DateTimeOffset now)
    {
        curation.Settle(advanced.CommandId);
        curation.Snapshot = advanced.Version;
        curation.ContentDigest = advanced.ContentDigest;
        curation.Counts = advanced.Counts;
        curation.GenerationCounts = advanced.GenerationCounts;

        // What was noted before this advance was asked for lay in the store when the ledger listed it.
        curation.Notes.RemoveAll(note =>
            (note.Kind == NoteKind.Batch ? advanced.Batches : advanced.Reviews).Contains(note.Id)
            || (!advanced.MoreToFold && note.Sequence < advanced.Sequence));
        if (!curation.GenerationActive)
        {
            curation.WaitingSince = curation.Waiting() == 0 ? null : curation.WaitingSince ?? now;
        }
    }

    /// <summary>Samples that await people and belong to no generation yet.</summary>
    public static int Waiting(this CurationState curation) => (curation.Counts?.Uncertified ?? 0) + (curation.Counts?.Conflicts ?? 0);

    /// <summary>The first generation begins with the first samples, a later one at K + L arrivals, after a day, or on demand.</summary>
    public static bool GenerationIsDue(this CurationState curation, DateTimeOffset now) =>
        curation is { GenerationActive: false, SettingsVersion: > 0, Counts.Samples: > 0 }
        && (curation.Generation == 0
            || (curation.Waiting() > 0
                && (curation.GenerationDemanded
                    || curation.Waiting() >= curation.SamplesPerRound
                    || now - curation.WaitingSince >= TimeSpan.FromDays(1))));

    public static void BeginGeneration(this CurationState curation)
    {
        curation.Generation++;
        curation.GenerationActive = true;
        curation.GenerationDemanded = false;
        curation.BeginsWithLastModel = curation.Model is not null;
        curation.GenerationSnapshot = curation.Snapshot;
        curation.GenerationCounts = curation.Counts;
        curation.WaitingSince = null;
        curation.Synthesized = false;
        curation.SynthesisAwaitsReview = false;
        curation.Changed = true;
    }

    public static void SelectForReview(this CurationState curation, ReviewPurpose purpose, DateTimeOffset now)
    {
        curation.ReviewCount++;
        curation.ReviewId = CurationSteps.ReviewId(curation.ReviewCount, purpose);
        curation.Purpose = purpose;
        curation.Owe(CurationSteps.SelectForReview(curation), command => command.CommandId, now);
    }

    /// <summary>There was nobody to ask about anything: the question counts as answered.</summary>
    public static void SkipReview(this CurationState curation)
    {
        switch (curation.Purpose)
        {
            case ReviewPurpose.Seed:
                curation.SeedReviewed = true;
                break;
            case ReviewPurpose.Conflict:
                curation.GenerationCounts = curation.GenerationCounts! with { Conflicts = 0 };
                break;
            case ReviewPurpose.Synthesis:
                curation.Synthesized = true;
                break;
            default:
                curation.GenerationCounts = curation.GenerationCounts! with { Uncertified = 0 };
                break;
        }

        curation.ReviewId = null;
        curation.Changed = true;
    }

    public static void CloseReview(this CurationState curation, DateTimeOffset now)
    {
        curation.SeedReviewed |= curation.Purpose == ReviewPurpose.Seed;
        curation.Synthesized |= curation.Purpose == ReviewPurpose.Synthesis;
        curation.ReviewId = null;
        curation.Outstanding.Clear();
        curation.ToSend.Clear();
        curation.AdvanceSnapshot(now);
    }

    public static void BeginRound(this CurationState curation)
    {
        curation.Round++;
        curation.RanksWithLastModel = curation.BeginsWithLastModel;
        curation.BeginsWithLastModel = false;
        curation.Changed = true;
    }

    /// <summary>Splits what is certified. How many models are trained on it is fixed here, for the folds that they leave out are made now.</summary>
    public static void ComposeTrainingSet(this CurationState curation, DateTimeOffset now)
    {
        curation.PlannedModels = Math.Max(1, curation.EnsembleSize);
        curation.Owe(CurationSteps.ComposeTrainingSet(curation), command => command.CommandId, now);
    }

    /// <summary>From here on the round has models of its own.</summary>
    public static void BeginEnsemble(this CurationState curation, DateTimeOffset now)
    {
        curation.PreviousModelRound = curation.ModelRound;
        curation.ModelRound = curation.Round;
        curation.ModelCount = Math.Max(1, curation.PlannedModels);
        curation.FanOut(curation.ModelCount, CurationSteps.TrainAuxiliaryModel, command => command.CommandId, now);
    }

    public static void BeginRelease(this CurationState curation, DateTimeOffset now)
    {
        curation.Release++;
        curation.Owe(CurationSteps.BalanceDataset(curation), command => command.CommandId, now);
    }

    /// <summary>Owes the first commands of a fan-out.</summary>
    public static void FanOut<TCommand>(
        this CurationState curation, int count, Func<CurationState, TCommand> command, Func<TCommand, string> commandId, DateTimeOffset now)
        where TCommand : class
    {
        for (curation.FanOutNext = 0; curation.FanOutNext < Math.Min(count, MostOutstanding); curation.FanOutNext++)
        {
            curation.Owe(command(curation), commandId, now);
        }
    }

    /// <summary>Settles one command of a fan-out and owes the next, if any.</summary>
    public static void FanIn<TCommand>(
        this CurationState curation, string settled, int count, Func<CurationState, TCommand> command, Func<TCommand, string> commandId, DateTimeOffset now)
        where TCommand : class
    {
        curation.Settle(settled);
        if (curation.FanOutNext < count)
        {
            curation.Owe(command(curation), commandId, now);
            curation.FanOutNext++;
        }
    }

    /// <summary>Asks for the next slice, once per slice.</summary>
    public static void SendNextSlice(this CurationState curation, WorkSliced sliced, DateTimeOffset now)
    {
        var index = curation.Outstanding.FindIndex(owed => owed.CommandId == sliced.CommandId && owed.Slice < sliced.Slice);
        if (index >= 0)
        {
            curation.Outstanding[index] = curation.Outstanding[index] with { Slice = sliced.Slice, Attempts = 1, DueAt = now + FirstPatience };
            curation.ToSend.Add(sliced.CommandId);
            curation.Changed = true;
        }
    }

    /// <summary>Sends again what has had no reply for too long: after 2, 4, 8 … minutes, at most an hour.</summary>
    public static void SendAgain(this CurationState curation, DateTimeOffset now, bool everything)
    {
        for (var index = 0; index < curation.Outstanding.Count; index++)
        {
            var owed = curation.Outstanding[index];
            if (everything || owed.DueAt <= now)
            {
                var attempts = everything ? 1 : owed.Attempts + 1;
                var patience = TimeSpan.FromTicks(Math.Min(LongestPatience.Ticks, FirstPatience.Ticks << Math.Min(attempts - 1, 10)));
                curation.Outstanding[index] = owed with { Attempts = attempts, DueAt = now + patience };
                curation.ToSend.Add(owed.CommandId);
                curation.Changed = true;
            }
        }
    }

    /// <summary>Remembers what the owner set; a repetition changes nothing, and one that newer settings have overtaken neither.</summary>
    public static void TakeSettings(this CurationState curation, StartCuration start)
    {
        if (start.SettingsVersion < curation.SettingsVersion)
        {
            return;
        }

        curation.Changed |= curation.SettingsVersion != start.SettingsVersion;
        curation.SettingsVersion = start.SettingsVersion;
        curation.SamplesPerRound = start.SamplesPerRound;
        curation.RankingShardSize = start.RankingShardSize;
        curation.Synthesize = start.Synthesize;
        curation.EnsembleSize = start.EnsembleSize;
    }

    public static void Refuse(this CurationState curation, string reason) => curation.Refusal = reason;

    /// <summary>Stops where it is and remembers the state; what is outstanding stays so, and its replies wait in the store.</summary>
    /// <param name="curation">The dataset's curation.</param>
    /// <param name="reason">Of a suspension; null for a pause.</param>
    /// <param name="resumeTo">Where it goes on; null for the state that it is in.</param>
    public static void Stop(this CurationState curation, string? reason, string? resumeTo = null)
    {
        curation.ResumeState = resumeTo ?? curation.CurrentState;
        curation.Reason = reason;
        curation.Changed = true;
    }

    /// <summary>Asks for everything outstanding under the newest settings: what failed because of the old ones would fail for ever.</summary>
    public static void Reissue(this CurationState curation, DateTimeOffset now)
    {
        for (var index = 0; index < curation.Outstanding.Count; index++)
        {
            var owed = curation.Outstanding[index];
            var body = JsonObject.Create(owed.Body)!;
            if (body[SettingsVersion]?.GetValue<int>() is not { } version || version == curation.SettingsVersion)
            {
                continue;
            }

            body[SettingsVersion] = curation.SettingsVersion;
            CommandIds.IdentifyJson(owed.Command, body);
            curation.Outstanding[index] = new OwedCommand
            {
                CommandId = body[CommandIds.Member]!.GetValue<string>(),
                Command = owed.Command,
                Body = JsonSerializer.SerializeToElement(body),
                Attempts = 1,
                DueAt = now + FirstPatience,
            };
            curation.ToSend.Remove(owed.CommandId);
            curation.Changed = true;
        }
    }

    public static void GoOn(this CurationState curation, DateTimeOffset now)
    {
        curation.Reason = null;
        curation.ResumeState = null;
        curation.Changed = true;
        curation.SendAgain(now, everything: true);
    }

    /// <summary>How many shards the uncertified samples of the snapshot make.</summary>
    public static int ShardCount(this CurationState curation)
    {
        var size = Math.Max(1, curation.RankingShardSize);
        return (curation.Counts!.Uncertified + size - 1) / size;
    }
}
