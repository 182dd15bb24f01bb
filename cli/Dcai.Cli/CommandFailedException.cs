namespace Dcai.Cli;

/// <summary>The command could not do its work; the message is one line that says what to do. Exit code 1.</summary>
internal sealed class CommandFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
