using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace Dcai.Hosting;

/// <summary>Ends this process, in order, when the one that supervises it has ended: a killed supervisor leaves nothing behind.</summary>
internal sealed class ParentWatch(DcaiOptions options, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Process parent;
        try
        {
            parent = Process.GetProcessById(options.Parent);
        }
        catch (ArgumentException)
        {
            lifetime.StopApplication();
            return;
        }

        using (parent)
        {
            while (!parent.HasExited)
            {
                await Task.Delay(BetweenLooks, stoppingToken).ConfigureAwait(false);
            }
        }

        lifetime.StopApplication();
    }
}
