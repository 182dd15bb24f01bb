using System.Threading.RateLimiting;
using Dcai.ReviewGateway.Page;
using Dcai.ReviewGateway.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>How often one address may try to log in, whoever it names. Each gateway counts for itself.</summary>
internal static class LoginLimit
{
    public const string Policy = "login";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddTo(IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.AddPolicy(Policy, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress,
            _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = context.RequestServices.GetRequiredService<IOptions<AccessOptions>>().Value.LoginsPerMinute,
                Window = Window,
            }));
        limiter.OnRejected = RefuseAsync;
    });

    private static async ValueTask RefuseAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        const string Detail = "There were too many attempts to log in from your address: wait a minute, then try again.";
        var context = rejected.HttpContext;
        if (context.Request.Path != LoginPage.Path)
        {
            throw new GatewayProblemException(StatusCodes.Status429TooManyRequests, "too-many-logins", Detail) { RetryAfter = Window };
        }

        await LoginPage.ShowAsync(context, Detail, StatusCodes.Status429TooManyRequests);
    }
}
