using System.Text.Json.Nodes;
using Dcai.Api;

namespace Dcai.Cli.Export;

/// <summary>preprocessing.json: what another program must do with an image before it gives it to the network, and with what comes out.</summary>
internal static class PreprocessingSteps
{
    public const string Reference = "reference";
    public const string Antialiased = "antialiased";
    public const string Ink = "ink";

    /// <exception cref="CommandFailedException">This build does not know the preprocessing.</exception>
    public static JsonObject Of(ModelDescription model) => new()
    {
        ["name"] = model.Preprocessing,
        ["imageSize"] = model.ImageSize,
        ["steps"] = new JsonArray(
        [
            Step("decode", "to RGB, 8 bits per channel; gray is replicated; transparent pixels are laid over white; gamma, colour profiles and orientation tags are ignored"),
            .. Pixels(model),
            Step("planes", "float32, range [0, 255], channels in the order blue, green, red"),
            Step("subtract", "per channel, blue, green, red; no scaling", ("values", new JsonArray(103.939, 116.779, 123.68))),
        ]),
        ["input"] = $"float32 [N, 3, {model.ImageSize}, {model.ImageSize}], row-major",
        ["output"] = $"float32 [N, {model.Classes.Count}] logits, one per class in the order of classes",
        ["classes"] = new JsonArray([.. model.Classes.Select(label => JsonValue.Create(label))]),
        ["probabilities"] = "softmax(logits / temperature)",
        ["temperature"] = model.Temperature,
    };

    private static JsonObject[] Pixels(ModelDescription model) => model.Preprocessing switch
    {
        Reference =>
        [
            Resize(
                model,
                "bilinear between the 2×2 nearest pixels, without antialiasing; source coordinate = (target + 0.5) × source size ÷ target size − 0.5, clamped to the image; not rounded"),
        ],
        Antialiased => [AntialiasedResize(model)],
        Ink =>
        [
            Step("gray", "8 bits: round(0.299 red + 0.587 green + 0.114 blue)"),
            Step("invert", "every value v to 255 − v where the median of the image is at most 127, so that strokes are dark; the ground is the median then", ("darkestGround", 127)),
            Step("find ink", "in a copy reduced with antialiasing to a longest side of 96 pixels at most: pixels below t + floor((ground − t) ÷ 2), t being Otsu's threshold of the unreduced image, 200 at most",
                ("longestSide", 96), ("lightestThreshold", 200)),
            Step("drop specks", "8-connected parts smaller than 2 pixels or than 4 % of the largest part, unless nothing would be left", ("smallestPart", 2), ("share", 0.04)),
            Step("crop", "the square around what is left, centred on its bounding box, of side ceil(1.16 × the box's longer side), in the unreduced image; what lies outside the image is ground; the whole image where no ink is found", ("margin", 0.08)),
            AntialiasedResize(model),
            Step("replicate", "the gray plane to red, green and blue"),
        ],
        _ => throw new CommandFailedException($"the model's preprocessing '{model.Preprocessing}' is not known to this build: export it with the build that trained it"),
    };

    private static JsonObject AntialiasedResize(ModelDescription model) => Resize(
        model,
        "triangle filter as wide as the reduction (at least one pixel to either side), first across, then down, rounded to bytes after each; as Pillow's resize(BILINEAR)");

    private static JsonObject Resize(ModelDescription model, string how) =>
        Step("resize", $"{how}; the aspect ratio of what comes in is not kept", ("height", model.ImageSize), ("width", model.ImageSize));

    private static JsonObject Step(string what, string how, params (string Name, JsonNode Value)[] constants)
    {
        var step = new JsonObject { ["do"] = what, ["how"] = how };
        foreach (var (name, value) in constants)
        {
            step[name] = value;
        }

        return step;
    }
}
