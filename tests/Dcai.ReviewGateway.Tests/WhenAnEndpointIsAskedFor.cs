using System.Net;
using System.Text;
using Dcai.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests;

/// <summary>Every endpoint there is, whoever mapped it, with everybody who may come.</summary>
public sealed class WhenAnEndpointIsAskedFor
{
    private const string Other = "letters";
    private const string OfDataset = " of the dataset";
    private const string OfAll = " of all datasets";

    private static readonly string[] Open = ["GET /health/live", "GET /health/ready", "GET /login.css", "GET /login.js", "GET /login/sso", "POST /api/session/", "POST /login"];

    private static readonly Dictionary<string, string?> Settings = new()
    {
        ["Access:LoginsPerMinute"] = "1000",
        ["Access:SingleSignOn:ClientId"] = "dcai",
        ["Access:SingleSignOn:ClientSecret"] = "secret",
        ["Access:SingleSignOn:AuthorizationEndpoint"] = "https://provider.example/authorize",
        ["Access:SingleSignOn:TokenEndpoint"] = "https://provider.example/token",
        ["Access:SingleSignOn:UserEndpoint"] = "https://provider.example/user",
    };

    [Fact]
    public async Task It_says_who_may_use_it()
    {
        await using var gateway = await StartAsync(Settings);

        var endpoints = gateway.Endpoints.ToList();
        Assert.True(endpoints.Count > 40, "the endpoints are not all here");
        Assert.All(endpoints, endpoint => Assert.True(SaysWho(endpoint), $"{Name(endpoint)} does not say who may use it: see AccessRules"));
        Assert.Equal(Open, endpoints.Where(IsOpen).Select(Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void One_that_says_nothing_is_found()
    {
        var silent = (RouteEndpoint)new RouteEndpointBuilder(_ => Task.CompletedTask, Microsoft.AspNetCore.Routing.Patterns.RoutePatternFactory.Parse("/api/new"), 0).Build();

        Assert.False(SaysWho(silent));
        Assert.Equal("GET /api/new", Name(silent));
    }

    [Fact]
    public async Task It_is_closed_to_strangers_and_to_every_role_that_must_not_pass()
    {
        await using var gateway = await StartAsync(Settings);
        await gateway.CreateDatasetAsync();
        using var stranger = new HttpClient { BaseAddress = gateway.Url };
        var visitors = await VisitorsAsync(gateway);

        foreach (var endpoint in gateway.Endpoints.Where(endpoint => !IsOpen(endpoint)))
        {
            var path = Path(endpoint);
            await (await AskAsync(stranger, endpoint, path)).IsProblemUnlessEmptyAsync(HttpStatusCode.Unauthorized, Name(endpoint), "a stranger");
            foreach (var (grant, client) in visitors.Where(visitor => !MayPass(visitor.Grant, Policy(endpoint)!)))
            {
                await (await AskAsync(client, endpoint, path)).IsProblemUnlessEmptyAsync(HttpStatusCode.Forbidden, Name(endpoint), $"{grant?.Role} of {grant?.DatasetId}");
            }
        }
    }

    [Fact]
    public async Task It_is_open_to_every_role_that_may_pass()
    {
        await using var gateway = await StartAsync(Settings);
        await gateway.CreateDatasetAsync();
        var visitors = await VisitorsAsync(gateway);

        // Looking changes nothing, so that each can be asked for by everybody; but what is somebody's own, only by them.
        foreach (var endpoint in gateway.Endpoints.Where(endpoint => !IsOpen(endpoint) && Method(endpoint) == HttpMethod.Get && !IsTheirOwn(endpoint)))
        {
            foreach (var (grant, client) in visitors.Where(visitor => MayPass(visitor.Grant, Policy(endpoint)!)))
            {
                using var answer = await AskAsync(client, endpoint, Path(endpoint));
                Assert.False(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, $"{Name(endpoint)} is closed to {grant?.Role} of {grant?.DatasetId}: {answer.StatusCode}");
            }
        }
    }

    /// <summary>Somebody with each role for all, for this dataset and for another one, and somebody with none; by token and by password.</summary>
    private static async Task<List<(Grant? Grant, HttpClient Client)>> VisitorsAsync(GatewayUnderTest gateway)
    {
        var visitors = new List<(Grant? Grant, HttpClient Client)>();
        foreach (var role in Enum.GetValues<Role>())
        {
            foreach (var datasetId in new[] { null, DatasetId })
            {
                var token = await gateway.CreateTokenAsync($"{role}-{datasetId ?? "all"}", For(role, datasetId));
                visitors.Add((token.Token.Grant, gateway.Program(token.Secret)));
            }
        }

        await gateway.AddUserAsync("nobody");
        visitors.Add((null, await gateway.BrowserOfAsync("nobody")));
        await gateway.AddUserAsync("ada", For(Role.Reviewer, DatasetId));
        visitors.Add((For(Role.Reviewer, DatasetId), await gateway.BrowserOfAsync("ada")));
        await gateway.CreateDatasetAsync(Other);
        await gateway.AddUserAsync("eve", For(Role.Admin, Other));
        visitors.Add((For(Role.Admin, Other), await gateway.BrowserOfAsync("eve")));
        return visitors;
    }

    private static bool MayPass(Grant? grant, string policy) => policy switch
    {
        "login" => true,
        "metrics" => grant is { DatasetId: null },
        _ when policy.EndsWith(OfAll, StringComparison.Ordinal) => grant is { DatasetId: null } && grant.Role >= Enum.Parse<Role>(policy[..^OfAll.Length]),
        _ when policy.EndsWith(OfDataset, StringComparison.Ordinal) => grant is { DatasetId: null or DatasetId } && grant.Role >= Enum.Parse<Role>(policy[..^OfDataset.Length]),
        _ => throw new InvalidOperationException($"'{policy}' is no policy that this test knows."),
    };

    private static bool IsTheirOwn(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Contains("{reviewer}", StringComparison.Ordinal);

    private static bool SaysWho(RouteEndpoint endpoint) => Policy(endpoint) is not null || IsOpen(endpoint);

    private static bool IsOpen(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    /// <summary>The strictest, which comes last where an endpoint says more than its group.</summary>
    private static string? Policy(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAuthorizeData>()?.Policy;

    private static string Name(RouteEndpoint endpoint) => $"{Method(endpoint)} /{endpoint.RoutePattern.RawText?.TrimStart('/')}";

    /// <summary>One that names none takes any.</summary>
    private static HttpMethod Method(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var method, ..] ? new HttpMethod(method) : HttpMethod.Get;

    private static string Path(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part switch
        {
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "datasetId" } => DatasetId,
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "documentName" } => "v1",
            Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter => parameter.ParameterPolicies.Any(policy => policy.Content == "int") ? "1" : "x",
            _ => throw new InvalidOperationException($"{endpoint.RoutePattern.RawText} has a part that this test does not know."),
        }))));

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, RouteEndpoint endpoint, string path)
    {
        var method = Method(endpoint);
        var request = new HttpRequestMessage(method, path);
        if (method != HttpMethod.Get && method != HttpMethod.Head)
        {
            request.Content = new StringContent("{}", Encoding.UTF8, endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Http.Metadata.IAcceptsMetadata>()?.ContentTypes[0] ?? "application/json");
        }

        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
