using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>Believes the named proxies what they say of who asked them, by which scheme and for which host.</summary>
internal static class ForwardedRequests
{
    public static void UseForwardedRequests(this WebApplication app)
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,

            // A chain of proxies ends at the first that is not named.
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.Networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        // Without any it would believe everybody.
        if (options.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders(options);
        }
    }
}
