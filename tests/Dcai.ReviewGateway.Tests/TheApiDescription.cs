using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Contracts.Documents;
using Dcai.ReviewGateway.Access;
using Dcai.ReviewGateway.Datasets;
using Dcai.ReviewGateway.Reviews;
using Dcai.Tests;
using static Dcai.ReviewGateway.Tests.GatewayUnderTest;

namespace Dcai.ReviewGateway.Tests;

public sealed class TheApiDescription
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public async Task Is_what_was_reviewed()
    {
        await using var gateway = await StartAsync();

        var document = JsonNode.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json"))!.AsObject();
        document.Remove("servers"); // The port of this run.

        GoldenFile.Verify(GoldenFile.Beside("Golden/openapi.json"), document.ToJsonString(Indented) + "\n");
    }

    [Theory]
    [InlineData(typeof(DatasetSettings), typeof(CurationSettings), "TestSet")]
    [InlineData(typeof(CurationReport), typeof(Report), "")]
    [InlineData(typeof(SynthesisSettings), typeof(SynthesisPlan), "")]
    [InlineData(typeof(SynthesisReport), typeof(SynthesisMeasure), "")]
    [InlineData(typeof(RoundReport), typeof(RoundMetrics), "")]
    [InlineData(typeof(EvaluationReport), typeof(Evaluation), "")]
    [InlineData(typeof(IngestCounts), typeof(ReportCounts), "")]
    [InlineData(typeof(ReviewEffortReport), typeof(ReviewEffort), "")]
    [InlineData(typeof(SecondsReport), typeof(ReportSeconds), "")]
    [InlineData(typeof(ClassReport), typeof(ClassAccuracy), "")]
    [InlineData(typeof(SampleCounts), typeof(Contracts.SnapshotCounts), "")]
    public void Leaves_out_nothing_that_the_store_knows(Type shown, Type stored, string except)
    {
        string[] Names(Type type) => [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Order(StringComparer.Ordinal)];

        Assert.Equal(Names(stored).Except(except.Split(',')), Names(shown));
    }

    [Fact]
    public void Says_what_the_settings_say()
    {
        var settings = new CurationSettings { Classes = ["a", "b"], Seed = 3, FoldCount = 4, AuxiliaryMinimumSteps = 5, Synthesize = true, Synthesis = new SynthesisPlan { Gammas = [0, 1], Width = 8, ImageCount = 12 } };

        var back = SettingsMapping.ToDocument(SettingsMapping.ToApi(1, settings).Settings, current: null);

        Assert.Equal(JsonSerializer.Serialize(settings), JsonSerializer.Serialize(back));
        Assert.Equal(JsonSerializer.Serialize(new CurationSettings { Classes = ["a"] }), JsonSerializer.Serialize(SettingsMapping.ToDocument(new DatasetSettings { Classes = ["a"] }, null)));
    }

    [Fact]
    public void The_gateways_own_documents_stay_readable()
    {
        GoldenFile.Verify(GoldenFile.Beside("Golden/token.json"), Text(GatewayToken.Format.Write(new TokenDocument { Token = "secret" })));
        GoldenFile.Verify(GoldenFile.Beside("Golden/opened.json"), Text(OpenedReview.Format.Write(new OpenedReview
        {
            ReviewId = "r0001",
            Purpose = Contracts.ReviewPurpose.Round,
            Round = 1,
            ItemCount = 2,
        })));
        GoldenFile.Verify(GoldenFile.Beside("Golden/user.json"), Text(UserDocument.Format.Write(new UserDocument
        {
            Name = "ada@example.org",
            PasswordHash = "a hash",
            Grants = [new Grant { Role = Role.Admin }, new Grant { Role = Role.Reviewer, DatasetId = "numerals" }],
            Stamp = "0123456789abcdef",
            ChangedAt = DateTimeOffset.UnixEpoch,
            ChangedBy = "eve, 127.0.0.1",
        })));
        GoldenFile.Verify(GoldenFile.Beside("Golden/api-token.json"), Text(ApiTokenDocument.Format.Write(new ApiTokenDocument
        {
            TokenId = "0123456789abcdef",
            Name = "exporter",
            Hash = new string('0', 64),
            Grant = new Grant { Role = Role.Viewer, DatasetId = "numerals" },
            CreatedAt = DateTimeOffset.UnixEpoch,
            CreatedBy = "eve, 127.0.0.1",
            ExpiresAt = DateTimeOffset.UnixEpoch.AddDays(90),
        })));
        Assert.Equal("secret", GatewayToken.Format.Read(File.ReadAllBytes(GoldenFile.Beside("Golden/token.json"))).Token);
    }

    private static string Text(byte[] json) => System.Text.Encoding.UTF8.GetString(json);
}
