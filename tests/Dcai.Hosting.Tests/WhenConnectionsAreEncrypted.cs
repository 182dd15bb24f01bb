using System.Net;
using System.Security.Cryptography.X509Certificates;
using Dcai.ObjectStorage;
using Dcai.Orchestrator;
using Dcai.Tests;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace Dcai.Hosting.Tests;

/// <summary>Servers with certificates of an authority that this machine does not know.</summary>
public sealed class WhenConnectionsAreEncrypted : IDisposable
{
    private readonly DataFolder _data = new();
    private readonly Certificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task A_store_whose_authority_is_named_is_spoken_to()
    {
        await using var server = await RefusingServerAsync();

        var refusal = await Assert.ThrowsAsync<ObjectStoreException>(() => BuildOverAsync(server, _certificates.Authority));

        // That is the server's own answer, so the connection is up.
        Assert.Contains("did not let us open the bucket", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_of_an_unknown_authority_is_refused_in_one_line_that_says_what_to_do()
    {
        await using var server = await RefusingServerAsync();

        var refusal = await Assert.ThrowsAsync<ObjectStoreException>(() => BuildOverAsync(server, caFile: ""));

        Assert.Contains("cannot be trusted", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Store:CaFile", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public async Task A_store_of_another_authority_than_the_named_one_is_refused()
    {
        using var others = new Certificates();
        await using var server = await RefusingServerAsync();

        var refusal = await Assert.ThrowsAsync<ObjectStoreException>(() => BuildOverAsync(server, others.Authority));

        Assert.Contains("cannot be trusted", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_shows_a_certificate_of_another_name_is_refused()
    {
        await using var server = await RefusingServerAsync();
        var port = new Uri(server.Urls.Single()).Port;

        var refusal = await Assert.ThrowsAsync<ObjectStoreException>(() => BuildOverAsync($"https://localhost:{port}", _certificates.Authority));

        Assert.Contains("RemoteCertificateNameMismatch", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_with_a_certificate_speaks_https_and_nothing_else()
    {
        var settings = _data.Configure(("Dcai:Http:Certificate", _certificates.Certificate), ("Dcai:Http:Key", _certificates.Key));
        await using var app = await DcaiHost.BuildAsync(settings, new OrchestratorModule());
        await app.StartAsync();
        var address = new Uri(app.Urls.Single());
        using var client = TrustingClient(_certificates.Authority);

        Assert.Equal("https", address.Scheme);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(address, "/health/ready"))).StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri($"http://127.0.0.1:{address.Port}/health/ready")));
        await app.StopAsync();
    }

    [TlsBrokerFact]
    public async Task A_broker_whose_authority_is_named_is_connected_to()
    {
        var settings = _data.Configure(
            ("Dcai:Bus:Transport", "RabbitMq"), ("Dcai:Bus:Url", TlsBrokerFactAttribute.Url!), ("Dcai:Bus:CaFile", TlsBrokerFactAttribute.Authority!));
        await using var app = await DcaiHost.BuildAsync(settings, new OrchestratorModule());
        await app.StartAsync();

        var health = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, health.Status);
        await app.StopAsync();
    }

    [Theory]
    [InlineData("127.0.0.1", "", "DCAI__BUS__CAFILE")]
    [InlineData("127.0.0.1", "of others", "vouches for it")]
    [InlineData("localhost", "its own", "another name")]
    public async Task A_broker_that_cannot_be_trusted_is_refused_in_one_line_that_says_why(string host, string authority, string said)
    {
        // The certificate is looked at before a word of AMQP is spoken.
        using var others = new Certificates();
        await using var server = await RefusingServerAsync();
        var options = new BusOptions
        {
            Url = $"amqps://guest:guest@{host}:{new Uri(server.Urls.Single()).Port}/",
            CaFile = authority switch { "" => "", "its own" => _certificates.Authority, _ => others.Authority },
        };
        var log = new Lines();
        var bus = Bus.Factory.CreateUsingRabbitMq(transport => transport.Host(new Uri(options.Url), new TlsBroker(options, log).Configure));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var starting = bus.StartAsync(patience.Token);
        var line = await log.First.Task.WaitAsync(patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => starting);

        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    private Task<WebApplication> BuildOverAsync(WebApplication server, string caFile) => BuildOverAsync(server.Urls.Single(), caFile);

    private Task<WebApplication> BuildOverAsync(string endpoint, string caFile) => DcaiHost.BuildAsync(
        _data.Configure(
            ("Dcai:Store:Kind", "S3"), ("Dcai:Store:Endpoint", endpoint), ("Dcai:Store:CaFile", caFile),
            ("Dcai:Store:AccessKey", "a"), ("Dcai:Store:SecretKey", "b")),
        new OrchestratorModule());

    /// <summary>Lets nobody in, but shows its certificate first.</summary>
    private async Task<WebApplication> RefusingServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listener => listener.UseHttps(X509Certificate2.CreateFromPemFile(_certificates.Certificate, _certificates.Key))));
        var server = builder.Build();
        server.MapFallback(() => Results.StatusCode(StatusCodes.Status403Forbidden));
        await server.StartAsync();
        return server;
    }

    private static HttpClient TrustingClient(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(authority);
        return new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
    }

    /// <summary>Keeps the first line that is logged.</summary>
    private sealed class Lines : ILogger
    {
        public TaskCompletionSource<string> First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            First.TrySetResult(formatter(state, exception));
    }
}

/// <summary>Runs where infra/local/broker.sh was started with --tls.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TlsBrokerFactAttribute : FactAttribute
{
    public TlsBrokerFactAttribute() => Skip = Url is null || Authority is null
        ? "DCAI_TEST_RABBITMQ_TLS_URI and DCAI_TEST_RABBITMQ_CA are not set: no RabbitMQ that encrypts to test with (infra/local/broker.sh start DIR --tls starts one)."
        : null;

    public static string? Url { get; } = Environment.GetEnvironmentVariable("DCAI_TEST_RABBITMQ_TLS_URI");

    public static string? Authority { get; } = Environment.GetEnvironmentVariable("DCAI_TEST_RABBITMQ_CA");
}
