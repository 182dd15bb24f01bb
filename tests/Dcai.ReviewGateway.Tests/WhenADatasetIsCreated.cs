using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dcai.Api;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class WhenADatasetIsCreated
{
    private static readonly DatasetSettings Settings = new() { Classes = Classes };

    [Fact]
    public async Task The_same_again_is_the_same_and_other_settings_are_a_conflict()
    {
        await using var gateway = await StartAsync();
        var request = new CreateDataset { DatasetId = DatasetId, Settings = Settings };

        var created = await (await gateway.Http.PostAsJsonAsync("/api/datasets", request)).IsAsync<SettingsVersion>(HttpStatusCode.Created);
        var again = await (await gateway.Http.PostAsJsonAsync("/api/datasets", request)).IsAsync<SettingsVersion>();
        var other = await gateway.Http.PostAsJsonAsync("/api/datasets", request with { Settings = Settings with { Seed = 2 } });

        Assert.Equal(1, created.Version);
        Assert.Equal(1, again.Version);
        await other.IsProblemAsync(HttpStatusCode.Conflict, "dataset-exists");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Numerals")]
    [InlineData("-a")]
    [InlineData("a/b")]
    [InlineData("..")]
    public async Task A_name_that_cannot_be_a_folder_is_refused(string name)
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = name, Settings = Settings });

        await answer.IsProblemAsync(HttpStatusCode.BadRequest, "dataset-name");
    }

    [Fact]
    public async Task Settings_that_cannot_work_are_refused_by_name()
    {
        await using var gateway = await StartAsync();
        (DatasetSettings Settings, string Names)[] bad =
        [
            (Settings with { Classes = ["i"] }, "classes"),
            (Settings with { Classes = ["i", "i"] }, "classes"),
            (Settings with { Classes = ["i", "../x"] }, "classes"),
            (Settings with { SeedTrainCount = 0 }, "seedTrainCount"),
            (Settings with { LikelyValidCount = 0, LikelyInvalidCount = 0 }, "likelyValidCount"),
            (Settings with { AuxiliaryEpochs = 0 }, "auxiliaryEpochs"),
            (Settings with { FoldCount = 1 }, "foldCount"),
            (Settings with { ReleaseTestShare = 1 }, "releaseTestShare"),
            (Settings with { SliceSeconds = 0 }, "sliceSeconds"),
            (WithGuides(new ClassGuide { Class = "xx" }), "classGuides.class"),
            (WithGuides(new ClassGuide { Class = "i" }, new ClassGuide { Class = "i" }), "classGuides.class"),
            (WithGuides(new ClassGuide { Class = "i", Key = "x" }), "classGuides.key"),
            (WithGuides(new ClassGuide { Class = "i", Key = "q" }, new ClassGuide { Class = "ii", Key = "Q" }), "classGuides.key"),
            (WithGuides(new ClassGuide { Class = "i", Color = "red" }), "classGuides.color"),
            (WithGuides(new ClassGuide { Class = "i", Text = new string('x', 4001) }), "classGuides.text"),
            (Settings with { Synthesis = new SynthesisSettings { Gammas = [] } }, "synthesis.gammas"),
            (Settings with { Synthesis = new SynthesisSettings { Gammas = [0.5, 0.5] } }, "synthesis.gammas"),
            (Settings with { Synthesis = new SynthesisSettings { Iterations = 0 } }, "synthesis.iterations"),
            (Settings with { Synthesis = new SynthesisSettings { RampAfterIterations = 10, RampIterations = 10 } }, "synthesis.rampIterations"),
            (Settings with { Synthesis = new SynthesisSettings { AverageDecay = 1 } }, "synthesis.averageDecay"),
            (Settings with { Synthesis = new SynthesisSettings { LeastImagesPerClass = 1 } }, "synthesis.leastImagesPerClass"),
            (Settings with { Synthesis = new SynthesisSettings { Truncation = 0 } }, "synthesis.truncation"),
        ];
        foreach (var (settings, name) in bad)
        {
            var answer = await gateway.Http.PostAsJsonAsync("/api/datasets", new CreateDataset { DatasetId = DatasetId, Settings = settings });
            var problem = await answer.IsProblemAsync(HttpStatusCode.BadRequest, "settings");
            Assert.Contains(name, problem.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"datasetId\":\"a\",\"settings\":null}")]
    [InlineData("{\"datasetId\":\"a\",\"settings\":{\"classes\":[\"i\",\"ii\"],\"seed\":\"many\"}}")]
    public async Task A_malformed_body_is_a_problem_with_a_reason(string body)
    {
        await using var gateway = await StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        await (await gateway.Http.PostAsync("/api/datasets", content)).IsProblemAsync(HttpStatusCode.BadRequest, "bad-request");
    }

    [Fact]
    public async Task A_change_is_a_new_version_and_no_change_is_none()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var path = $"/api/datasets/{DatasetId}/settings";

        var same = await (await gateway.Http.PutAsJsonAsync(path, Settings)).IsAsync<SettingsVersion>();
        var changed = await (await gateway.Http.PutAsJsonAsync(path, Settings with { AuxiliaryEpochs = 7 })).IsAsync<SettingsVersion>();
        var newest = await gateway.GetAsync<SettingsVersion>(path);

        Assert.Equal(1, same.Version);
        Assert.Equal(2, changed.Version);
        Assert.Equal(7, newest.Settings.AuxiliaryEpochs);
        await (await gateway.Http.PutAsJsonAsync(path, Settings with { Classes = ["a", "b"] })).IsProblemAsync(HttpStatusCode.Conflict, "classes-fixed");
    }

    [Fact]
    public async Task Who_changes_what_somebody_else_changed_meanwhile_is_told()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();
        var path = $"/api/datasets/{DatasetId}/settings?basedOn=1";
        var book = WithGuides(new ClassGuide { Class = "i", Key = "q", Color = "#1d5fd0", Text = "One stroke,\nwith serifs or without." });

        var first = await (await gateway.Http.PutAsJsonAsync(path, book)).IsAsync<SettingsVersion>();
        var second = await (await gateway.Http.PutAsJsonAsync(path, Settings with { AuxiliaryEpochs = 7 })).IsProblemAsync(HttpStatusCode.Conflict, "settings-changed");
        var newest = await gateway.GetAsync<SettingsVersion>($"/api/datasets/{DatasetId}/settings");

        Assert.Equal((2, 2), (first.Version, newest.Version));
        Assert.Contains("version 2", second.Detail, StringComparison.Ordinal);
        Assert.Equal(book.Reviewing.ClassGuides, newest.Settings.Reviewing.ClassGuides);
    }

    [Fact]
    public async Task An_unknown_dataset_is_a_problem_everywhere()
    {
        await using var gateway = await StartAsync();
        foreach (var path in new[] { "", "/settings", "/snapshots", "/uploads", "/reviews", "/reviews/r", "/reviews/r/items", "/decisions", "/releases", "/releases/1/report", "/releases/1/certificates", "/samples/0/image" })
        {
            await (await gateway.Http.GetAsync($"/api/datasets/nobody{path}")).IsProblemAsync(HttpStatusCode.NotFound, "no-dataset");
        }
    }

    [Fact]
    public async Task It_is_new_and_empty()
    {
        await using var gateway = await StartAsync();
        await gateway.CreateDatasetAsync();

        var status = Assert.Single((await gateway.GetAsync<DatasetList>("/api/datasets")).Datasets);

        Assert.Equal((DatasetId, "New", 0, 0, 1), (status.DatasetId, status.State, status.Round, status.SnapshotVersion, status.SettingsVersion));
        Assert.Equal(0, status.Counts.Samples);
    }

    private static DatasetSettings WithGuides(params ClassGuide[] guides) => Settings with { Reviewing = new ReviewSettings { ClassGuides = guides } };
}
