using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Dcai.Hosting.Failpoints;

namespace Dcai.Cli.Servers;

/// <summary>The processes of all services: as many as wanted of each, and one that ends is started again.</summary>
internal sealed class ServiceFleet : IAsyncDisposable
{
    /// <summary>Holds the logs, in the data folder.</summary>
    public const string LogFolder = "logs";

    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan HealthyAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.5);

    /// <summary>Little memory at rest: docs/decisions/0027. As in infra/docker/Dockerfile.</summary>
    private static readonly Dictionary<string, string> SmallHeap = new()
    {
        ["DOTNET_GCgen0size"] = "0x400000",
        ["DOTNET_GCgen0MaxBudget"] = "0x400000",
        ["DOTNET_TieredPGO"] = "0",
        ["MALLOC_ARENA_MAX"] = "2",
        ["MALLOC_TRIM_THRESHOLD_"] = "131072",
    };

    private readonly string _directory;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ConcurrentDictionary<string, Place> _places = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(5) };
    private readonly TextWriter _log;
    private Task _scaling = Task.CompletedTask;

    private ServiceFleet(string directory, IReadOnlyDictionary<string, string> settings, int gatewayPort)
    {
        (_directory, _settings, GatewayPort) = (directory, settings, gatewayPort);
        System.IO.Directory.CreateDirectory(LogDirectory);
        _log = TextWriter.Synchronized(new StreamWriter(Path.Join(LogDirectory, "fleet.log"), append: true) { AutoFlush = true });
    }

    /// <summary>Where the gateway listens.</summary>
    public int GatewayPort { get; }

    /// <summary>The places that have a running process, such as ranker-1.</summary>
    public IReadOnlyList<string> Running => [.. _places.Where(place => place.Value.Process is { HasExited: false }).Select(place => place.Key).Order(StringComparer.Ordinal)];

    /// <summary>How often processes were started again.</summary>
    public int Restarts { get; private set; }

    private string LogDirectory => Path.Join(_directory, LogFolder);

    /// <summary>Starts one process of each service, or as many as were wanted last, and waits until all are ready.</summary>
    /// <exception cref="CommandFailedException">A service does not come up; one line says why.</exception>
    public static async Task<ServiceFleet> StartAsync(
        string directory, IReadOnlyDictionary<string, string> settings, int? gatewayPort, CancellationToken cancellationToken)
    {
        var fleet = new ServiceFleet(directory, settings, gatewayPort is > 0 ? gatewayPort.Value : FreePort());
        try
        {
            fleet.Scale();
            await Task.WhenAll(fleet._places.Values.Select(place => fleet.ReadyAsync(place, cancellationToken)));
            fleet._scaling = fleet.KeepScaledAsync();
            return fleet;
        }
        catch
        {
            await fleet.DisposeAsync();
            throw;
        }
    }

    /// <summary>Failpoints at which processes ended, in their order: the service and the failpoint.</summary>
    public ConcurrentQueue<(string Service, string Failpoint)> FailpointsReached { get; } = new();

    /// <summary>Kills the process at a place; it is started again.</summary>
    /// <param name="place">Such as ranker-1.</param>
    /// <param name="failpoint">Where the next process at this place is to kill itself; null for nowhere.</param>
    /// <returns>False where none runs just now.</returns>
    public bool Kill(string place, string? failpoint = null)
    {
        if (!_places.TryGetValue(place, out var found) || found.Process is not { HasExited: false } process)
        {
            return false;
        }

        (found.Failpoint, found.IsExpected) = (failpoint, true);
        process.Kill();
        return true;
    }

    /// <summary>Lets the process at a place do nothing for a while.</summary>
    public async Task FreezeAsync(string place, TimeSpan duration)
    {
        if (_places.TryGetValue(place, out var found) && found.Process is { HasExited: false } process)
        {
            process.Freeze();
            await Task.Delay(duration);
            process.Thaw();
        }
    }

    /// <summary>Waits until the process at a place can be used.</summary>
    public Task ReadyAsync(string place, CancellationToken cancellationToken) => ReadyAsync(_places[place], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _scaling;
        await Task.WhenAll(_places.Values.Select(place => place.Supervision));
        _http.Dispose();
        await _log.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task KeepScaledAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenLooks, _stopping.Token);
                Scale();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (CommandFailedException damaged)
            {
                await _log.WriteLineAsync(damaged.Message);
            }
        }
    }

    /// <summary>Opens and closes places until there are as many of each service as are wanted.</summary>
    private void Scale()
    {
        var wanted = WantedProcesses.Read(_directory);
        foreach (var kind in ServiceKind.All)
        {
            for (var number = 1; number <= kind.Most; number++)
            {
                var name = $"{kind.Name}-{number}";
                var isOpen = _places.ContainsKey(name);
                if (number <= wanted.Of(kind) && !isOpen)
                {
                    var place = new Place(name, kind, kind.Name == ServiceKind.Gateway ? GatewayPort : FreePort(), CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token));
                    _places[name] = place;
                    place.Supervision = SuperviseAsync(place);
                }
                else if (number > wanted.Of(kind) && isOpen && _places.TryRemove(name, out var closed))
                {
                    closed.Closing.Cancel();
                }
            }
        }
    }

    /// <summary>Keeps a process running until the place closes; one that keeps ending is started ever more slowly.</summary>
    private async Task SuperviseAsync(Place place)
    {
        await Task.Yield();
        var pause = TimeSpan.FromSeconds(0.5);
        while (!place.Closing.IsCancellationRequested)
        {
            var started = TimeProvider.System.GetTimestamp();
            await using (var process = ServiceProcess.Start(place.Kind, Settings(place)))
            {
                place.Process = process;
                await _log.WriteLineAsync($"{DateTime.UtcNow:O} {place.Name} started as process {process.Id}");
                try
                {
                    await process.Exited.WaitAsync(place.Closing.Token);
                }
                catch (OperationCanceledException)
                {
                    break;
                }

                place.LastWords = await process.LastWordsAsync();
                if (place.LastWords.StartsWith(Failpoint.LastWord, StringComparison.Ordinal))
                {
                    place.IsExpected = true;
                    FailpointsReached.Enqueue((place.Kind.Name, place.LastWords[Failpoint.LastWord.Length..]));
                }

                await _log.WriteLineAsync($"{DateTime.UtcNow:O} {place.Name} ended{(place.LastWords.Length > 0 ? $": {place.LastWords}" : "")}");
            }

            Restarts++;
            pause = place.IsExpected || TimeProvider.System.GetElapsedTime(started) > HealthyAfter ? TimeSpan.FromSeconds(0.5) : TimeSpan.FromSeconds(Math.Min(2 * pause.TotalSeconds, LongestPause.TotalSeconds));
            place.IsExpected = false;
            await Task.Delay(pause, place.Closing.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task ReadyAsync(Place place, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, place.Closing.Token);
        patience.CancelAfter(LongestStart);
        while (true)
        {
            try
            {
                using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{place.Port}/health/ready"), patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                // Listening, but too busy to answer in time.
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new CommandFailedException(
                    $"{place.Name} did not come up{(place.LastWords.Length > 0 ? $": {place.LastWords}" : "")} (log in {LogDirectory})");
            }

            await Task.Delay(BetweenLooks, cancellationToken);
        }
    }

    private Dictionary<string, string> Settings(Place place) => new(_settings.Concat(place.Kind.Learns ? [] : SmallHeap))
    {
        ["DCAI__FAILPOINT"] = Interlocked.Exchange(ref place.Failpoint, null) ?? "",
        ["DCAI__PARENT"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["DCAI__HTTP__ADDRESS"] = "127.0.0.1",
        ["DCAI__HTTP__PORT"] = place.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["DCAI__HTTP__CERTIFICATE"] = "",
        ["DCAI__HTTP__KEY"] = "",
        ["DCAI__LOG__FILE"] = Path.Join(LogDirectory, $"{place.Name}-.log"),
        ["DOTNET_gcServer"] = "0",
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Room for one process at a time.</summary>
    private sealed class Place(string name, ServiceKind kind, int port, CancellationTokenSource closing)
    {
        /// <summary>Where the next process is to kill itself.</summary>
        public string? Failpoint;

        public string Name { get; } = name;

        public ServiceKind Kind { get; } = kind;

        public int Port { get; } = port;

        public CancellationTokenSource Closing { get; } = closing;

        public ServiceProcess? Process { get; set; }

        public string LastWords { get; set; } = "";

        /// <summary>It was killed on purpose, so that there is no need to be slow about its next start.</summary>
        public bool IsExpected { get; set; }

        public Task Supervision { get; set; } = Task.CompletedTask;
    }
}
