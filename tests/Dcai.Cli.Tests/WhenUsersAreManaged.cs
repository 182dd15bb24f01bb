using System.Text.Json;
using Dcai.Api;
using Dcai.ReviewGateway.Tests;

namespace Dcai.Cli.Tests;

public sealed class WhenUsersAreManaged : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task They_come_get_roles_and_go()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();
        _folder.Write("password", "correct horse battery\n");

        var added = await RunAsync(gateway, "users", "add", "ada", "--role", "reviewer", "--dataset", "numerals");
        var withFile = await RunAsync(gateway, "users", "add", "eve", "--password-file", _folder.Of("password"), "--json");
        var granted = await RunAsync(gateway, "users", "grant", "ada", "--role", "viewer");
        var list = await RunAsync(gateway, "users", "list");
        var revoked = await RunAsync(gateway, "users", "revoke", "ada", "--dataset", "numerals");
        var password = await RunAsync(gateway, "users", "password", "ada");
        var removed = await RunAsync(gateway, "users", "remove", "ada");
        var left = await RunAsync(gateway, "users", "list", "--json");

        Assert.Contains("ada may log in: reviewer of numerals", added.Out, StringComparison.Ordinal);
        Assert.Contains("password: ", added.Out, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(withFile.Out);
        Assert.Equal((JsonValueKind.Null, "eve"), (json.RootElement.GetProperty("password").ValueKind, json.RootElement.GetProperty("user").GetProperty("name").GetString()));
        Assert.Equal("ada: reviewer of numerals, viewer of all datasets\n", granted.Out);
        Assert.Contains("reviewer of numerals", list.Out, StringComparison.Ordinal);
        Assert.Equal("ada: viewer of all datasets\n", revoked.Out);
        Assert.Contains("password: ", password.Out, StringComparison.Ordinal);
        Assert.Equal(0, removed.ExitCode);
        Assert.Equal("eve", Assert.Single(JsonSerializer.Deserialize<List<UserAccount>>(left.Out, JsonSerializerOptions.Web)!).Name);
    }

    [Fact]
    public async Task What_is_wrong_is_one_line()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();

        (await RunAsync(gateway, "users", "add", "ada", "--role", "owner")).FailedWith(2, "owner");
        (await RunAsync(gateway, "users", "add", "ada", "--dataset", "numerals")).FailedWith(2, "--role");
        (await RunAsync(gateway, "users", "add", "ada", "--role", "viewer", "--dataset", "numerals")).FailedWith(1, "no dataset 'numerals'");
        (await RunAsync(gateway, "users", "grant", "ada")).FailedWith(2, "--role");
        (await RunAsync(gateway, "users", "remove", "ada")).FailedWith(1, "no user 'ada'");
        (await RunAsync(gateway, "users", "add", "a b")).FailedWith(1, "cannot be a name");
        (await RunAsync(gateway, "tokens", "revoke", "x")).FailedWith(1, "no API token 'x'");
        (await RunAsync(gateway, "access", "log", "--limit", "0")).FailedWith(2, "--limit");
    }

    [Fact]
    public async Task A_token_opens_what_it_is_for_and_nothing_once_it_is_revoked()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await gateway.CreateDatasetAsync();

        var made = await RunAsync(gateway, "tokens", "create", "watcher", "--role", "viewer", "--dataset", "numerals", "--days", "3", "--json");
        var created = JsonSerializer.Deserialize<CreatedApiToken>(made.Out, JsonSerializerOptions.Web)!;
        Task<CommandRun> WithItAsync(params string[] args) => CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", created.Secret]);
        var status = await WithItAsync("status");
        (await WithItAsync("pause", "numerals")).FailedWith(1, "needs the role admin for dataset 'numerals'", "token watcher");
        (await WithItAsync("users", "list")).FailedWith(1, "needs the role admin for all datasets");
        var list = await RunAsync(gateway, "tokens", "list");
        var revoked = await RunAsync(gateway, "tokens", "revoke", created.Token.TokenId);

        Assert.StartsWith("numerals: nothing has happened yet\n", status.Out, StringComparison.Ordinal);
        Assert.Contains("viewer of numerals", list.Out, StringComparison.Ordinal);
        Assert.Equal(0, revoked.ExitCode);
        (await WithItAsync("status")).FailedWith(1, "token");
    }

    [Fact]
    public async Task The_log_says_who_did_it()
    {
        await using var gateway = await GatewayUnderTest.StartAsync();
        await RunAsync(gateway, "users", "add", "ada", "--no-password");
        await RunAsync(gateway, "users", "remove", "ada");

        var log = await RunAsync(gateway, "access", "log");
        var last = await RunAsync(gateway, "access", "log", "--limit", "1", "--json");

        Assert.Contains("AddUser", log.Out, StringComparison.Ordinal);
        Assert.Equal(("RemoveUser", "ada"), JsonSerializer.Deserialize<List<AuditRecord>>(last.Out, JsonSerializerOptions.Web)! is [var entry] ? (entry.Action, entry.Subject) : default);
    }

    private static Task<CommandRun> RunAsync(GatewayUnderTest gateway, params string[] args) =>
        CommandRun.OfAsync([.. args, "--url", gateway.Url.ToString(), "--token", gateway.Token]);
}
