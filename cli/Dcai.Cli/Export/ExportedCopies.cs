using Dcai.Api;
using Dcai.Curation;
using Dcai.Imaging;
using Dcai.Learning;
using Dcai.ObjectStorage;

namespace Dcai.Cli.Export;

/// <summary>Makes the distorted copies that a release's recipe asks for, as the release's trainings saw them.</summary>
internal sealed class ExportedCopies(ReleaseRecipe recipe)
{
    private readonly AugmentationPolicy _policy = recipe.Augmentation is { Count: > 0 } steps
        ? AugmentationPolicy.Of(steps.Select(step => new AugmentationStep { Kind = step.Kind, Probability = step.Probability, Amount = step.Amount }))
        : AugmentationPolicy.Paper;

    /// <param name="certificate">Of a copy, naming its original.</param>
    /// <param name="original">The original's bytes.</param>
    /// <returns>The certificate, naming the copy and its original, and the copy's bytes: a PNG.</returns>
    /// <exception cref="CommandFailedException">The original is no image that can be read.</exception>
    public (Certificate Certificate, byte[] Content) Make(Certificate certificate, byte[] original)
    {
        try
        {
            var content = OfflineAugmentation.Copy(original, _policy, RecipePlanner.SeedOf(recipe.Seed, certificate.SampleId, certificate.Copy!.Value));
            var header = ImageHeader.Read(content);
            return (
                certificate with
                {
                    SampleId = Digests.Hex(Digests.Sha256(content)),
                    AugmentedFrom = certificate.SampleId,
                    MediaType = "image/png",
                    SizeBytes = content.Length,
                    Width = header.Width,
                    Height = header.Height,
                },
                content);
        }
        catch (ImageRejectedException unreadable)
        {
            throw new CommandFailedException($"image {certificate.SampleId} cannot be copied ({unreadable.Message.TrimEnd('.')}): erase it, or take it out of the release", unreadable);
        }
    }
}
