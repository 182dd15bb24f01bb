using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using Dcai.ObjectStorage;
using Dcai.ObjectStorage.Layout;
using Dcai.ReviewGateway.Access;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenAProgramCarriesAToken
{
    [Fact]
    public async Task It_opens_what_the_token_is_for()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.CreateDatasetAsync("letters");
        var created = await gateway.CreateTokenAsync("exporter", For(Role.Viewer, DatasetId), days: 30);
        using var program = gateway.Program(created.Secret);

        var session = await (await program.GetAsync("/api/session")).IsAsync<Session>();
        var datasets = (await (await program.GetAsync("/api/datasets")).IsAsync<DatasetList>()).Datasets;

        Assert.Equal((VisitorKind.ApiToken, "exporter"), (session.Kind, session.Name));
        Assert.Equal(DatasetId, Assert.Single(datasets).DatasetId);
        await (await program.GetAsync("/api/datasets/letters")).IsProblemAsync(HttpStatusCode.Forbidden, "role");
        await (await program.PostAsync($"/api/datasets/{DatasetId}/pause", null)).IsProblemAsync(HttpStatusCode.Forbidden, "role");
        Assert.InRange(created.Token.ExpiresAt, DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
    }

    [Fact]
    public async Task A_revoked_one_opens_nothing()
    {
        await using var gateway = await StartAsync();
        var created = await gateway.CreateTokenAsync("exporter", For(Role.Admin));
        using var program = gateway.Program(created.Secret);
        await (await program.GetAsync("/api/session")).IsAsync<Session>();

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Http.DeleteAsync($"/api/tokens/{created.Token.TokenId}")).StatusCode);

        await (await program.GetAsync("/api/session")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
        Assert.Empty((await gateway.GetAsync<ApiTokenList>("/api/tokens")).Tokens);
        await (await gateway.Http.DeleteAsync($"/api/tokens/{created.Token.TokenId}")).IsProblemAsync(HttpStatusCode.NotFound, "no-token");
        await (await gateway.Http.DeleteAsync("/api/tokens/%2e%2e%2fada")).IsProblemAsync(HttpStatusCode.NotFound, "no-token");
        await gateway.CreateTokenAsync("exporter", For(Role.Viewer));
    }

    [Fact]
    public async Task One_that_has_run_out_opens_nothing()
    {
        await using var gateway = await StartAsync();
        var created = await gateway.CreateTokenAsync("exporter", For(Role.Admin));
        var key = $"{StoreKeys.ApiTokens}{created.Token.TokenId}/00000001.json";
        var stored = await gateway.Store.GetDocumentAsync(key, ApiTokenDocument.Format);
        await gateway.Store.PutDocumentIfAbsentAsync(
            key.Replace("01.json", "02.json", StringComparison.Ordinal), ApiTokenDocument.Format, stored with { ExpiresAt = DateTimeOffset.UtcNow.AddMinutes(-1) });
        using var program = gateway.Program(created.Secret);

        await UntilAsync(async () => (await program.GetAsync("/api/session")).StatusCode == HttpStatusCode.Unauthorized, "the end of the token");
    }

    [Fact]
    public async Task Its_secret_is_nowhere_in_the_store_and_in_no_address()
    {
        await using var gateway = await StartAsync();
        var created = await gateway.CreateTokenAsync("exporter", For(Role.Admin));
        using var stranger = new HttpClient { BaseAddress = gateway.Url };

        await (await stranger.GetAsync($"/api/datasets?token={created.Secret}")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");
        using var forger = gateway.Program(created.Secret[..^1] + (created.Secret[^1] == 'A' ? 'B' : 'A'));
        await (await forger.GetAsync("/api/datasets")).IsProblemAsync(HttpStatusCode.Unauthorized, "token");

        await foreach (var stored in gateway.Store.ListAsync("gateway/"))
        {
            var text = System.Text.Encoding.UTF8.GetString((await gateway.Store.TryGetAsync(stored.Key))!);
            Assert.DoesNotContain(created.Secret[(created.Secret.LastIndexOf('_') + 1)..], text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_name_is_nobody_elses()
    {
        await using var gateway = await StartAsync();
        await gateway.AddUserAsync("ada");
        await gateway.CreateTokenAsync("exporter", For(Role.Viewer));

        await (await gateway.Http.PostAsJsonAsync("/api/tokens", new CreateApiToken { Name = "Ada", Grant = For(Role.Viewer) })).IsProblemAsync(HttpStatusCode.Conflict, "name-taken");
        await (await gateway.Http.PostAsJsonAsync("/api/tokens", new CreateApiToken { Name = "exporter", Grant = For(Role.Viewer) })).IsProblemAsync(HttpStatusCode.Conflict, "name-taken");
        await (await gateway.Http.PostAsJsonAsync("/api/users", new AddUser { Name = "Exporter" })).IsProblemAsync(HttpStatusCode.Conflict, "name-taken");
        await (await gateway.Http.PostAsJsonAsync("/api/tokens", new CreateApiToken { Name = "x", Grant = For(Role.Viewer), Days = 0 })).IsProblemAsync(HttpStatusCode.BadRequest, "days");
    }
}
