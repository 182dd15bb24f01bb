using System.Globalization;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dcai.Api;
using Dcai.Cli.Gateway;

namespace Dcai.Cli.Export;

/// <summary>Writes a trained model as files that other programs can use: weights, card, preprocessing.</summary>
internal sealed class ModelExport(GatewayClient client)
{
    public const string CardFile = "model-card.md";
    public const string CardJsonFile = "card.json";
    public const string PreprocessingFile = "preprocessing.json";
    public const string WeightsFile = "model.safetensors";

    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The model of a release: of those that differ in their seed, the one with the best validation accuracy; the test has no say.</summary>
    public async Task<IReadOnlyList<string>> WriteReleaseAsync(string datasetId, int release, string directory, CancellationToken cancellationToken)
    {
        var models = (await client.ReleaseModelsAsync(datasetId, release, cancellationToken)).Models;
        var best = models.OrderByDescending(model => model.ValidationAccuracy).ThenBy(model => model.Number).First();
        var choice = models.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"The reference model trained on release {release}.")
            : string.Create(CultureInfo.InvariantCulture, $"The reference model trained on release {release}: of {models.Count} trainings that differ in their seed, the one with the best validation accuracy.");
        return await WriteAsync([best], choice, directory, cancellationToken);
    }

    /// <summary>The auxiliary model of a round, with all members of its ensemble.</summary>
    public async Task<IReadOnlyList<string>> WriteRoundAsync(string datasetId, int round, string directory, CancellationToken cancellationToken)
    {
        var models = (await client.RoundModelsAsync(datasetId, round, cancellationToken)).Models;
        return await WriteAsync(
            models,
            string.Create(CultureInfo.InvariantCulture, $"The auxiliary model of round {round}, which ranked images for review{(models.Count > 1 ? $": an ensemble of {models.Count}" : "")}."),
            directory, cancellationToken);
    }

    /// <returns>The files, in the order of writing.</returns>
    private async Task<IReadOnlyList<string>> WriteAsync(
        IReadOnlyList<ModelDescription> models, string choice, string directory, CancellationToken cancellationToken)
    {
        var preprocessing = PreprocessingSteps.Of(models[0]);
        var contents = new ModelContents(models[0].Dataset, models[0].Release, models[0].Round, [.. models.Select(model => model.WeightsDigest)]);
        await ExportFolder.ClaimAsync(directory, contents, cancellationToken);
        string[] files = [.. models.Select(model => models.Count == 1 ? WeightsFile : string.Create(CultureInfo.InvariantCulture, $"model-{model.Number + 1}.safetensors"))];
        for (var index = 0; index < models.Count; index++)
        {
            await DownloadAsync(models[index], Path.Join(directory, files[index]), cancellationToken);
        }

        await ExportFolder.WriteAsync(Path.Join(directory, PreprocessingFile), preprocessing.ToJsonString(Indented) + "\n", cancellationToken);
        await ExportFolder.WriteAsync(Path.Join(directory, CardJsonFile), Card(models, files, choice).ToJsonString(Indented) + "\n", cancellationToken);
        await ExportFolder.WriteAsync(Path.Join(directory, CardFile), ModelCardText.Of(models, files, choice), cancellationToken);
        return [.. files, PreprocessingFile, CardJsonFile, CardFile];
    }

    private static JsonObject Card(IReadOnlyList<ModelDescription> models, string[] files, string choice) => new()
    {
        ["choice"] = choice,
        ["preprocessing"] = PreprocessingFile,
        ["models"] = new JsonArray([.. models.Select((model, index) =>
        {
            var one = JsonSerializer.SerializeToNode(model, JsonSerializerOptions.Web)!.AsObject();
            one.Insert(0, "file", JsonValue.Create(files[index]));
            return (JsonNode)one;
        })]),
    };

    private async Task DownloadAsync(ModelDescription model, string file, CancellationToken cancellationToken)
    {
        var partial = file + ExportFolder.PartialEnding;
        string digest;
        using (var hash = SHA256.Create())
        {
            await using (var target = File.Create(partial))
            await using (var hashing = new CryptoStream(target, hash, CryptoStreamMode.Write))
            {
                await client.CopyWeightsAsync(model, hashing, cancellationToken);
            }

            digest = $"sha256:{Convert.ToHexStringLower(hash.Hash!)}";
        }

        if (digest != model.WeightsDigest)
        {
            File.Delete(partial);
            throw new CommandFailedException($"the weights of {model.Name} came as {digest}, not as {model.WeightsDigest}: run the same command again; if it stays so, the store is damaged");
        }

        File.Move(partial, file, overwrite: true);
    }
}
