namespace Dcai.Cli.Export;

/// <summary>Names of the forms in which a dataset is exported.</summary>
internal static class ExportFormats
{
    /// <summary>part/class/image, as torchvision's ImageFolder reads it.</summary>
    public const string ImageFolder = "imagefolder";

    /// <summary>Tar shards of each part, as WebDataset reads them.</summary>
    public const string WebDataset = "webdataset";

    /// <summary>images/part/image and annotations/part.json.</summary>
    public const string Coco = "coco";

    /// <summary>part/class/image and part/metadata.jsonl, as Hugging Face's datasets reads them.</summary>
    public const string HuggingFace = "huggingface";

    public static string[] All { get; } = [ImageFolder, WebDataset, Coco, HuggingFace];
}
