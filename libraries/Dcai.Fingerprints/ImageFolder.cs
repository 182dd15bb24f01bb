using Dcai.Fingerprints.Sources;
using Dcai.Imaging;

namespace Dcai.Fingerprints;

/// <summary>The images below a folder, labelled by the folders that they lie in.</summary>
/// <param name="Files">In ordinal order of <see cref="ImageFile.RelativePath"/>; never empty.</param>
/// <param name="IgnoredFiles">Files whose ending is none of an image (<see cref="ImageFormats.IsImageName"/>).</param>
/// <param name="IgnoredLinks">Links to folders: they are not followed, so that a loop cannot be.</param>
public sealed record ImageFolder(IReadOnlyList<ImageFile> Files, int IgnoredFiles, int IgnoredLinks)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Reads the layouts <c>class/image</c> and <c>split/class/image</c>, where a split is train, val, valid, validation or test;
    /// folders below a class belong to it, and an image in no class folder has no label.</summary>
    /// <param name="root">The folder above the classes or splits.</param>
    /// <param name="labelled">False accepts a folder in which no image has a label.</param>
    /// <param name="cancellationToken">Checked at each folder.</param>
    /// <returns>Every image; files and folders whose names begin with a dot are passed over. Nothing is opened: a damaged file is listed.
    /// </returns>
    /// <exception cref="ImageSourceException">The folder is missing or cannot be read, holds no image, or has no class folder.</exception>
    public static ImageFolder Walk(string root, bool labelled = true, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(root);

        var absolute = Path.GetFullPath(root);
        if (!Directory.Exists(absolute))
        {
            throw new ImageSourceException(
                File.Exists(absolute) ? $"{root} is a file, not a folder of images" : $"the folder {root} does not exist");
        }

        var (files, ignoredFiles, ignoredLinks) = (new List<ImageFile>(), 0, 0);
        var pending = new Stack<DirectoryInfo>([new DirectoryInfo(absolute)]);
        while (pending.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var entry in EntriesOf(folder))
            {
                if (entry.Name.StartsWith('.'))
                {
                    continue;
                }

                if (entry is not DirectoryInfo child)
                {
                    if (ImageFormats.IsImageName(entry.Name))
                    {
                        files.Add(Describe(absolute, entry.FullName));
                    }
                    else
                    {
                        ignoredFiles++;
                    }
                }
                else if (child.LinkTarget is null)
                {
                    pending.Push(child);
                }
                else
                {
                    ignoredLinks++;
                }
            }
        }

        if (files.Count == 0)
        {
            throw new ImageSourceException($"the folder {root} holds no image file such as .png or .jpg ({ignoredFiles} others)");
        }

        if (labelled && files.TrueForAll(file => file.Label is null))
        {
            throw new ImageSourceException(
                $"the folder {root} has no class folders: expected class/image.png or train/class/image.png below it");
        }

        files.Sort((a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
        return new ImageFolder(files, ignoredFiles, ignoredLinks);
    }

    private static FileSystemInfo[] EntriesOf(DirectoryInfo folder)
    {
        try
        {
            return folder.GetFileSystemInfos("*", Everything);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ImageSourceException($"the folder {folder.FullName} cannot be read: {failure.Message}", failure);
        }
    }

    private static ImageFile Describe(string root, string path)
    {
        var relative = Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');
        var (label, split) = LabelRule.Folders.Of(relative);
        return new ImageFile(path, relative, label, split);
    }
}
