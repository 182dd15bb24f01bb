using Dcai.ObjectStorage;

namespace Dcai.Work;

/// <summary>A lease that is held and renewed until it is disposed, which hands it back.</summary>
public sealed class WorkLease : IAsyncDisposable
{
    private readonly WorkLeases _leases;
    private readonly string _datasetId;
    private readonly string _commandId;
    private readonly LeaseDocument _document;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _working;
    private readonly Task _renewing;
    private int _number;

    internal WorkLease(
        WorkLeases leases, string datasetId, string commandId, int number, LeaseDocument document, TimeSpan pause, TimeProvider time,
        CancellationToken cancellationToken)
    {
        (_leases, _datasetId, _commandId, _number, _document) = (leases, datasetId, commandId, number, document);
        _working = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = _working.Token;
        _renewing = RenewAsync(pause, time);
    }

    /// <summary>Asks the work to stop: its worker stops, or another one has taken the lease over.</summary>
    public CancellationToken Token { get; }

    /// <summary>Another worker took it over: whatever this one still stores comes second.</summary>
    public bool IsLost { get; private set; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        try
        {
            if (!IsLost)
            {
                await _leases.PutAsync(_datasetId, _commandId, _number + 1, _document with { Released = true }, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (ObjectStoreException)
        {
            // Then it runs out by itself.
        }
        finally
        {
            _leases.Forget(_commandId);
            _working.Dispose();
            _ended.Dispose();
        }
    }

    private async Task RenewAsync(TimeSpan pause, TimeProvider time)
    {
        while (true)
        {
            try
            {
                await Task.Delay(pause, time, _ended.Token).ConfigureAwait(false);

                // Not cut: whether it is stored decides which number hands the lease back.
                if (!await _leases.PutAsync(_datasetId, _commandId, _number + 1, _document, CancellationToken.None).ConfigureAwait(false))
                {
                    IsLost = true;
                    await _working.CancelAsync().ConfigureAwait(false);
                    return;
                }

                _number++;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (ObjectStoreException)
            {
                // The store may be back before the lease has run out.
            }
        }
    }
}
