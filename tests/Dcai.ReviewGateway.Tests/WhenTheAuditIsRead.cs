using System.Net;
using System.Net.Http.Json;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;
using static Dcai.ReviewGateway.Tests.Visitors;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenTheAuditIsRead
{
    [Fact]
    public async Task It_says_who_came_who_did_not_and_what_admins_did()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        await gateway.AddUserAsync("ada", For(Role.Admin, DatasetId));
        using (var browser = gateway.Browser())
        {
            await browser.LogInAsync("ada", "a guess of mine");
            await browser.LogInAsync("who?", "a guess of mine");
            await browser.LogInAsync("ada");
            await browser.PutAsJsonAsync($"/api/datasets/{DatasetId}/settings", new DatasetSettings { Classes = Classes, Seed = 9 });
            await browser.DeleteAsync("/api/session");
        }

        var entries = (await gateway.GetAsync<AuditList>("/api/audit")).Entries;

        Assert.Equal(
            [
                ("logout", "ada", "ada", null, null),
                ("ChangeSettings", "ada", null, DatasetId, null),
                ("login", "ada", "ada", null, null),
                ("refused", "somebody", null, null, "no such user"),
                ("refused", "somebody", "ada", null, "a wrong password"),
                ("AddUser", "holder of the token", "ada", null, "admin of numerals"),
                ("CreateDataset", "holder of the token", null, DatasetId, null),
            ],
            entries.Select(entry => (entry.Action, entry.By.Split(',')[0], entry.Subject, entry.DatasetId, entry.Reason)));
        Assert.All(entries, entry => Assert.Contains(entry.By, new[] { "::1", "127.0.0.1" }.Select(address => $"{entry.By.Split(',')[0]}, {address}")));
    }

    [Fact]
    public async Task It_comes_in_pages_the_newest_first()
    {
        await using var gateway = await StartAsync();
        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            await gateway.AddUserAsync(name);
        }

        var subjects = new List<string?>();
        string? cursor = null;
        do
        {
            var page = await gateway.GetAsync<AuditList>($"/api/audit?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.InRange(page.Entries.Count, 1, 2);
            subjects.AddRange(page.Entries.Select(entry => entry.Subject));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        Assert.Equal(["e", "d", "c", "b", "a"], subjects);
        await (await gateway.Http.GetAsync("/api/audit?limit=0")).IsProblemAsync(HttpStatusCode.BadRequest, "page");
    }
}
