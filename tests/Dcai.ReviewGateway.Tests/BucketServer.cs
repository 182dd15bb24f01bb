using System.Collections.Concurrent;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dcai.ReviewGateway.Tests;

/// <summary>As much of an S3 server as a reader needs: lists one bucket and gives its objects, to whoever asks.</summary>
internal sealed class BucketServer : IAsyncDisposable
{
    public const string Bucket = "photos";

    private readonly WebApplication _app;

    private BucketServer(WebApplication app) => _app = app;

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Keys that were read, in their order.</summary>
    public ConcurrentQueue<string> Reads { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<BucketServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new BucketServer(builder.Build());
        server._app.MapGet("/{bucket}", server.ListAsync);
        server._app.MapGet("/{bucket}/{**key}", server.GetAsync);
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task ListAsync(HttpContext context, string bucket)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var found = Objects.Where(pair => bucket == Bucket && pair.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(pair => pair.Key, StringComparer.Ordinal);
        var xml = new StringBuilder("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>");
        foreach (var (key, content) in found)
        {
            xml.Append(System.Globalization.CultureInfo.InvariantCulture, $"<Contents><Key>{SecurityElement.Escape(key)}</Key><ETag>&quot;{Mark(content)}&quot;</ETag><Size>{content.Length}</Size></Contents>");
        }

        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(xml.Append("</ListBucketResult>").ToString());
    }

    private Task GetAsync(HttpContext context, string bucket, string key)
    {
        if (key.Length == 0)
        {
            return ListAsync(context, bucket);
        }

        Reads.Enqueue(key);
        if (bucket == Bucket && Objects.TryGetValue(key, out var content))
        {
            context.Response.ContentLength = content.Length;
            return context.Response.Body.WriteAsync(content).AsTask();
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>gone</Message></Error>");
    }

    public static string Mark(byte[] content) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..32];
}
