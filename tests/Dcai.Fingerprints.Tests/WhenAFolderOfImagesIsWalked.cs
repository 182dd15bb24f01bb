namespace Dcai.Fingerprints.Tests;

public sealed class WhenAFolderOfImagesIsWalked : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_class_folder_is_the_label()
    {
        var path = folder.Write("ix/a.png");

        Assert.Equal([new ImageFile(path, "ix/a.png", "ix", null)], ImageFolder.Walk(folder.Root).Files);
    }

    [Theory]
    [InlineData("train", "train")]
    [InlineData("val", "val")]
    [InlineData("valid", "val")]
    [InlineData("Validation", "val")]
    [InlineData("test", "test")]
    public void A_split_folder_above_the_classes_is_the_split(string name, string split)
    {
        folder.Write($"{name}/iv/a.png");

        var file = Assert.Single(ImageFolder.Walk(folder.Root).Files);

        Assert.Equal(("iv", split), (file.Label, file.Split));
    }

    [Fact]
    public void Folders_below_a_class_belong_to_it()
    {
        folder.Write("x/writer-1/a.png");

        Assert.Equal("x", Assert.Single(ImageFolder.Walk(folder.Root).Files).Label);
    }

    [Fact]
    public void The_order_is_ordinal_by_relative_path()
    {
        string[] paths = ["b/1.png", "a/2.png", "a/10.png", "B/1.png", "a-b/1.png"];
        Array.ForEach(paths, path => folder.Write(path));

        var walked = ImageFolder.Walk(folder.Root).Files.Select(file => file.RelativePath);

        Assert.Equal(["B/1.png", "a-b/1.png", "a/10.png", "a/2.png", "b/1.png"], walked);
    }

    [Fact]
    public void Endings_are_read_in_either_case_and_others_counted()
    {
        Array.ForEach(["i/a.PNG", "i/b.jpeg", "i/c.JPG", "i/notes.txt", "README.md"], path => folder.Write(path));

        var walked = ImageFolder.Walk(folder.Root);

        Assert.Equal(3, walked.Files.Count);
        Assert.Equal(2, walked.IgnoredFiles);
    }

    [Fact]
    public void Hidden_files_and_folders_are_passed_over()
    {
        Array.ForEach(["i/a.png", "i/._a.png", ".thumbnails/i/a.png", ".DS_Store"], path => folder.Write(path));

        var walked = ImageFolder.Walk(folder.Root);

        Assert.Equal("i/a.png", Assert.Single(walked.Files).RelativePath);
        Assert.Equal(0, walked.IgnoredFiles);
    }

    [Fact]
    public void A_link_that_loops_is_counted_and_not_followed()
    {
        folder.Write("i/a.png");
        Directory.CreateSymbolicLink(Path.Combine(folder.Root, "i/again"), folder.Root);

        var walked = ImageFolder.Walk(folder.Root);

        Assert.Single(walked.Files);
        Assert.Equal(1, walked.IgnoredLinks);
    }

    [Fact]
    public void A_file_beside_the_class_folders_has_no_label()
    {
        Array.ForEach(["i/a.png", "stray.png", "train/stray.png"], path => folder.Write(path));

        var walked = ImageFolder.Walk(folder.Root).Files;

        Assert.Equal([("i", null), (null, null), (null, "train")], walked.Select(file => (file.Label, file.Split)));
    }

    [Fact]
    public void A_missing_folder_is_named() =>
        Assert.Contains("does not exist", Failure(Path.Combine(folder.Root, "nowhere")), StringComparison.Ordinal);

    [Fact]
    public void A_file_in_place_of_a_folder_is_named() =>
        Assert.Contains("is a file", Failure(folder.Write("a.png")), StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_images_is_named_with_what_else_it_holds()
    {
        folder.Write("i/notes.txt");

        Assert.Contains("holds no image file such as .png or .jpg (1 others)", Failure(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_classes_is_refused_unless_labels_are_not_wanted()
    {
        folder.Write("a.png");

        Assert.Contains("has no class folders", Failure(folder.Root), StringComparison.Ordinal);
        Assert.Null(Assert.Single(ImageFolder.Walk(folder.Root, labelled: false).Files).Label);
    }

    private static string Failure(string root)
    {
        var message = Assert.Throws<ImageSourceException>(() => ImageFolder.Walk(root)).Message;
        Assert.Contains(root, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
