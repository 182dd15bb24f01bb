namespace Dcai.Api;

/// <summary>Somebody and how he wants to be told.</summary>
public sealed record NotifiedPerson
{
    /// <summary>As he calls himself where he reviews.</summary>
    public required string Reviewer { get; init; }

    public required NotificationWishes Wishes { get; init; }

    /// <summary>Why the last mail to him was not taken; absent where it was, and where there was none.</summary>
    public string? MailProblem { get; init; }
}
