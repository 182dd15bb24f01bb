using Dcai.Fingerprints.Near;
using Dcai.Imaging;

namespace Dcai.Fingerprints.Tests.Near;

/// <summary>Two hundred pictures of rectangles, and altered copies of the first at the end.</summary>
public sealed class WhenPicturesShowTheSame
{
    private const int Side = 64;
    private const int Others = 200;
    private const double Likeness = 0.8;

    private static readonly Image Original = Rectangles(0);

    public static TheoryData<string> Alterations => ["equal", "pale", "small", "mirrored", "turned", "upside down", "cut", "noisy"];

    [Theory]
    [MemberData(nameof(Alterations))]
    public void An_altered_copy_is_found_from_either_side(string alteration)
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(Rectangles).Append(Altered(alteration)).Select(PictureSketch.Of)]);

        var fromTheCopy = Assert.Single(search.Find(Others, Likeness, _ => true));
        var fromTheOriginal = Assert.Single(search.Find(0, Likeness, _ => true));

        Assert.Equal((0, Others), (fromTheCopy.Picture, fromTheOriginal.Picture));
        Assert.InRange(fromTheCopy.Likeness, Likeness, 1);
        Assert.Equal(fromTheCopy.Likeness, fromTheOriginal.Likeness, 1e-5);
    }

    [Fact]
    public void Other_pictures_are_not()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(number => PictureSketch.Of(Rectangles(number)))]);

        Assert.All(Enumerable.Range(0, Others), number => Assert.Empty(search.Find(number, Likeness, _ => true)));
    }

    [Fact]
    public void Only_those_that_are_asked_about_are_found()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(Rectangles).Append(Altered("cut")).Select(PictureSketch.Of)]);

        Assert.Empty(search.Find(Others, Likeness, other => other > 0));
    }

    [Fact]
    public void Blank_pages_are_like_nothing()
    {
        var blank = new Image(Side, Side, PixelFormat.Gray8, new byte[Side * Side]);
        var search = new NearPictureSearch([.. Enumerable.Range(0, 20).Select(Rectangles).Append(blank).Append(blank).Select(PictureSketch.Of)]);

        Assert.Empty(search.Find(20, Likeness, _ => true));
    }

    [Fact]
    public void What_many_pictures_show_is_nothing_special()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, 40).Select(number => number < 20 ? Original : Rectangles(number)).Select(PictureSketch.Of)]);

        Assert.Empty(search.Find(0, Likeness, _ => true));
    }

    [Fact]
    public void A_picture_alone_has_no_near_ones() => Assert.Empty(new NearPictureSearch([PictureSketch.Of(Original)]).Find(0, Likeness, _ => true));

    [Fact]
    public void Pixels_of_another_size_are_refused() =>
        Assert.Contains("not 5", Assert.Throws<ArgumentException>(() => new PictureSketch(new byte[5])).Message, StringComparison.Ordinal);

    private static Image Rectangles(int number)
    {
        var random = new Random(number);
        var pixels = new byte[Side * Side];
        Array.Fill(pixels, (byte)random.Next(256));
        for (var rectangle = 0; rectangle < 8; rectangle++)
        {
            var (left, top, width, height, shade) = (random.Next(Side), random.Next(Side), random.Next(8, 32), random.Next(8, 32), (byte)random.Next(256));
            for (var y = top; y < Math.Min(Side, top + height); y++)
            {
                for (var x = left; x < Math.Min(Side, left + width); x++)
                {
                    pixels[(y * Side) + x] = shade;
                }
            }
        }

        return new Image(Side, Side, PixelFormat.Gray8, pixels);
    }

    private static Image Altered(string alteration)
    {
        var random = new Random(1);
        return alteration switch
        {
            "pale" => Map(Side, (x, y) => 100 + (At(x, y) / 3)),
            "small" => Resize.Antialiased(Original, Side / 2, Side / 2),
            "mirrored" => Map(Side, (x, y) => At(Side - 1 - x, y)),
            "turned" => Map(Side, (x, y) => At(y, Side - 1 - x)),
            "upside down" => Map(Side, (x, y) => At(Side - 1 - x, Side - 1 - y)),
            "cut" => Map(52, (x, y) => At(x + 6, y + 6)),
            "noisy" => Map(Side, (x, y) => Math.Clamp(At(x, y) + random.Next(-8, 9), 0, 255)),
            _ => Original,
        };
    }

    private static int At(int x, int y) => Original.Pixels[(y * Side) + x];

    private static Image Map(int side, Func<int, int, int> shade) =>
        new(side, side, PixelFormat.Gray8, [.. Enumerable.Range(0, side * side).Select(place => (byte)shade(place % side, place / side))]);
}
