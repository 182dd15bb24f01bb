namespace Dcai.ReviewGateway.Access;

/// <summary>The browser sent a cookie that was good once: it is told so, instead of that it has none.</summary>
internal sealed class EndedSession
{
    public static EndedSession Instance { get; } = new();
}
