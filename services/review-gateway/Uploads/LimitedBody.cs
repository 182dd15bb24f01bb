using Dcai.ReviewGateway.Problems;

namespace Dcai.ReviewGateway.Uploads;

/// <summary>A body that is refused as soon as more of it comes than an upload may have. Read only; disposing it leaves the body alone.</summary>
internal sealed class LimitedBody(Stream body, long limit) : Stream
{
    private long _count;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await body.ReadAsync(buffer, cancellationToken));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>The server's bodies are read asynchronously only; an archive's header or two are not.</summary>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read) => (_count += read) <= limit ? read
        : throw Refusal.TooLarge(FormattableString.Invariant($"The archive is larger than the {limit} bytes that are taken at once: split it."));
}
