namespace Dcai.Work.Upkeep;

/// <summary>An operation on stored data stopped before it did harm; the message is one line that says what is in its way and what to do.</summary>
public sealed class UpkeepException(string message, Exception? innerException = null) : Exception(message, innerException);
