using System.Globalization;
using System.Net.Sockets;
using Dcai.ObjectStorage;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace Dcai.Hosting;

/// <summary>Broker and store may be started after the services: these wait, and say for what.</summary>
internal static class ServersAwaited
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    /// <summary>Builds the host, again and again while store or broker do not answer and there is patience left.</summary>
    /// <param name="build">Opens the store.</param>
    /// <param name="configuration">Names the broker and the patience.</param>
    /// <exception cref="ObjectStoreException">The store refuses, or has not answered for too long; the message says what to do.</exception>
    /// <exception cref="BrokerUnreachableException">The broker has not answered for too long.</exception>
    public static async Task<WebApplication> BuildAsync(Func<Task<WebApplication>> build, IConfiguration configuration)
    {
        var app = await PatientlyAsync(build, Patience(configuration)).ConfigureAwait(false);
        var options = Options(configuration).Bus;
        if (options.Transport == BusTransport.RabbitMq)
        {
            await PatientlyAsync(() => KnockAsync(options), Patience(configuration)).ConfigureAwait(false);
        }

        return app;
    }

    /// <summary>Why the bus did not start, in one line.</summary>
    public static string Explain(MassTransitException refused) =>
        $"The broker does not let us in ({refused.GetBaseException().Message.TrimEnd('.')}): check user, password and virtual host in DCAI__BUS__URL.";

    private static async Task<T> PatientlyAsync<T>(Func<Task<T>> attempt, TimeSpan patience)
    {
        var begin = TimeProvider.System.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (IOException absent) when (absent is StoreUnreachableException or BrokerUnreachableException && TimeProvider.System.GetElapsedTime(begin) + pause <= patience)
            {
                await Console.Error.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{absent.Message} Trying again in {pause.TotalSeconds:0.#} s.")).ConfigureAwait(false);
                await Task.Delay(pause).ConfigureAwait(false);
            }
        }
    }

    /// <returns>True.</returns>
    /// <exception cref="BrokerUnreachableException">Nobody is there.</exception>
    private static async Task<bool> KnockAsync(BusOptions options)
    {
        var url = new Uri(options.Url);
        var port = url.Port > 0 ? url.Port : options.IsEncrypted ? 5671 : 5672;
        using var socket = new TcpClient();
        using var deadline = new CancellationTokenSource(AnswerWithin);
        try
        {
            await socket.ConnectAsync(url.Host, port, deadline.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception absent) when (absent is SocketException or OperationCanceledException)
        {
            throw new BrokerUnreachableException($"The broker at {url.Host}:{port} cannot be reached ({absent.Message}); start it or correct DCAI__BUS__URL.", absent);
        }
    }

    private static TimeSpan Patience(IConfiguration configuration) => TimeSpan.FromSeconds(Options(configuration).StartPatienceSeconds);

    private static DcaiOptions Options(IConfiguration configuration)
    {
        var options = new DcaiOptions();
        configuration.GetSection(DcaiOptions.Section).Bind(options);
        return options;
    }
}

/// <summary>The broker does not answer; it may later.</summary>
internal sealed class BrokerUnreachableException(string message, Exception cause) : IOException(message, cause);
