using MassTransit;

namespace Dcai.Work.Sagas;

/// <summary>The state of one dataset's saga, as its versions in the store hold it.</summary>
public interface ISagaState : SagaStateMachineInstance
{
    string DatasetId { get; set; }

    /// <summary>0 before the first version is stored.</summary>
    long SagaVersion { get; set; }

    /// <summary>Tells this version from a competing one with the same content.</summary>
    string? Nonce { get; set; }

    /// <summary>The nonce of the version that this one follows.</summary>
    string? ParentNonce { get; set; }

    /// <summary>The message that made this version: when it comes again, what the version owes is sent again and nothing else happens.</summary>
    Guid? MessageId { get; set; }

    /// <summary>The commands that this version wants sent, with their ids; all of them are outstanding.</summary>
    IReadOnlyList<OwedCommand> Owed { get; }

    /// <summary>The message meant something: a new version is to be stored.</summary>
    bool Changed { get; }

    /// <summary>Called when a message is about to be handled: nothing has changed and nothing is owed yet.</summary>
    void BeginVersion();

    /// <summary>Called when this version is about to be stored.</summary>
    /// <param name="now">When.</param>
    void EndVersion(DateTimeOffset now)
    {
    }

    /// <summary>The answer to whoever asked and waits.</summary>
    object Answer();
}
