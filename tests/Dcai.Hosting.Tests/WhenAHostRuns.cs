using System.Net;
using Dcai.Contracts;
using Dcai.ObjectStorage;
using Dcai.Orchestrator;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dcai.Hosting.Tests;

public sealed class WhenAHostRuns : IDisposable
{
    private readonly DataFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task It_says_that_it_is_well(string path)
    {
        await using var app = await DcaiHost.BuildAsync(_data.Configure(), new OrchestratorModule());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        await app.StopAsync();
    }

    [Fact]
    public async Task It_listens_on_loopback_only_unless_told_otherwise()
    {
        await using var app = await DcaiHost.BuildAsync(_data.Configure(), new OrchestratorModule());
        await app.StartAsync();
        Assert.Equal("127.0.0.1", new Uri(app.Urls.Single()).Host);
        await app.StopAsync();
    }

    [Fact]
    public async Task What_a_module_publishes_at_its_start_is_received()
    {
        var module = new TalkingModule();
        await using var app = await DcaiHost.BuildAsync(_data.Configure(), module);
        await app.StartAsync();
        Assert.Equal("from-the-start", await module.Received.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        await app.StopAsync();
    }

    [Fact]
    public async Task A_module_s_routes_and_options_are_there()
    {
        await using var app = await DcaiHost.BuildAsync(_data.Configure(("Dcai:talker:Word", "hello")), new TalkingModule());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        Assert.Equal("\"hello\"", await client.GetStringAsync(new Uri("/word", UriKind.Relative)));
        await app.StopAsync();
    }

    [Fact]
    public async Task The_store_has_been_probed_and_is_tidy()
    {
        await using var app = await DcaiHost.BuildAsync(_data.Configure());
        Assert.Empty(await app.Services.GetRequiredService<IObjectStore>().ListAsync("").ToListAsync());
    }

    /// <summary>Publishes as soon as it is started.</summary>
    private sealed class TalkingModule : IServiceModule
    {
        private string _word = "";

        public TaskCompletionSource<string> Received { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "talker";

        public void AddServices(IServiceCollection services, IConfiguration configuration)
        {
            _word = configuration["Word"] ?? "";
            services.AddHostedService(provider => new Talker(provider.GetRequiredService<IBus>()));
        }

        public void AddConsumers(IBusRegistrationConfigurator bus) =>
            bus.AddHandler<ReviewOpened>(opened =>
            {
                Received.TrySetResult(opened.ReviewId);
                return Task.CompletedTask;
            });

        public void Map(WebApplication app) => app.MapGet("/word", () => Results.Json(_word));
    }

    private sealed class Talker(IBus bus) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            bus.Publish(new ReviewOpened { DatasetId = "a", CommandId = "c", ReviewId = "from-the-start" }, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
