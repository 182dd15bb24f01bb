using System.Net.Http.Headers;
using System.Text.Json;
using Dcai.ObjectStorage;
using Dcai.ReviewGateway.Page;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dcai.ReviewGateway.Access;

/// <summary>Logging in by a provider that knows who somebody is. It lets in nobody who is no user here, and says nothing of what they may do.</summary>
internal static class SingleSignOn
{
    public const string Path = "/login/sso";

    /// <summary>What the provider has to know.</summary>
    public const string CallbackPath = "/login/sso/callback";

    private const string Scheme = "single-sign-on";

    public static void AddTo(IServiceCollection services, SingleSignOnOptions settings)
    {
        if (!settings.IsOn)
        {
            return;
        }

        services.AddDataProtection().SetApplicationName("dcai");
        services.AddOptions<KeyManagementOptions>().Configure<IObjectStore>((keys, store) => keys.XmlRepository = new StoredProtectionKeys(store));
        services.AddAuthentication(VisitorScheme.Name).AddScheme<AuthenticationSchemeOptions, VisitorScheme>(VisitorScheme.Name, _ => { }).AddOAuth(Scheme, options =>
        {
            options.ClientId = settings.ClientId;
            options.ClientSecret = settings.ClientSecret;
            options.AuthorizationEndpoint = settings.AuthorizationEndpoint;
            options.TokenEndpoint = settings.TokenEndpoint;
            options.UserInformationEndpoint = settings.UserEndpoint;
            options.CallbackPath = CallbackPath;
            options.UsePkce = true;
            foreach (var scope in settings.Scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                options.Scope.Add(scope);
            }

            // The provider leads back by a link, on which strict cookies do not come along.
            options.CorrelationCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Events = new OAuthEvents
            {
                OnCreatingTicket = context => NameAsync(context, settings),
                OnTicketReceived = EnterAsync,
                OnRemoteFailure = RefuseAsync,
            };
        });
    }

    public static void MapSingleSignOn(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetRequiredService<IOptions<AccessOptions>>().Value.SingleSignOn.IsOn)
        {
            routes.MapGet(Path, context => context.ChallengeAsync(Scheme, new AuthenticationProperties { RedirectUri = "/" }))
                .AllowAnonymous().RequireRateLimiting(LoginLimit.Policy).ExcludeFromDescription();
        }
    }

    /// <summary>Takes what the provider answers, at <see cref="CallbackPath"/>.</summary>
    public static void UseSingleSignOn(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<AccessOptions>>().Value.SingleSignOn.IsOn)
        {
            app.UseAuthentication();
        }
    }

    /// <summary>Asks the provider who it is.</summary>
    private static async Task NameAsync(OAuthCreatingTicketContext context, SingleSignOnOptions settings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, settings.UserEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync(context.HttpContext.RequestAborted);
        using var user = await JsonDocument.ParseAsync(body, cancellationToken: context.HttpContext.RequestAborted);

        // An address of mail that nobody has verified is anybody's (OpenID Connect Core 1.0, section 5.1).
        var isVerified = !user.RootElement.TryGetProperty("email_verified", out var verified) || verified.ValueKind == JsonValueKind.True;
        context.Identity!.AddClaim(new System.Security.Claims.Claim(
            context.Identity.NameClaimType, isVerified && user.RootElement.TryGetProperty(settings.NameMember, out var name) ? name.ToString() : ""));
    }

    private static async Task EnterAsync(TicketReceivedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var (logins, name) = (services.GetRequiredService<Logins>(), context.Principal?.Identity?.Name ?? "");
        context.HandleResponse();
        if (await services.GetRequiredService<UserDirectory>().FindAsync(name, context.HttpContext.RequestAborted) is { } user)
        {
            await logins.EnterAsync(context.HttpContext, user);
            Gatekeeper.LeadIn(context.HttpContext);
            return;
        }

        await logins.NoteAsync(context.HttpContext, AccessAudit.Refused, subject: null, "no such user, by single sign-on");
        await LoginPage.ShowAsync(context.HttpContext, $"The provider says that you are '{name}', which is no user here: ask an admin to add that name.", StatusCodes.Status403Forbidden);
    }

    private static async Task RefuseAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        await context.HttpContext.RequestServices.GetRequiredService<Logins>().NoteAsync(context.HttpContext, AccessAudit.Refused, subject: null, "single sign-on failed");
        await LoginPage.ShowAsync(context.HttpContext, "The provider did not say who you are: log in once more.");
    }
}
