namespace Dcai.ReviewGateway.Notifications.Live;

/// <summary>Whether any page listens to this gateway.</summary>
internal sealed class Audience
{
    private int _count;

    public bool IsThere => Volatile.Read(ref _count) > 0;

    public void Came() => Interlocked.Increment(ref _count);

    public void Left() => Interlocked.Decrement(ref _count);
}
