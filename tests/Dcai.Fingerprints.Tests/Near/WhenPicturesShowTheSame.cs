using System.Numerics.Tensors;
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

    public static TheoryData<string> Alterations => ["equal", "pale", "small", "mirrored", "turned", "upside down", "turned back", "cut", "noisy"];

    [Theory]
    [MemberData(nameof(Alterations))]
    public void An_altered_copy_is_found_from_either_side(string alteration)
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(Rectangles).Append(Altered(alteration)).Select(PictureSketch.Of)]);

        var fromTheCopy = Assert.Single(Find(search, [Others], other => other == Others));
        var fromTheOriginal = Assert.Single(Find(search, [0], other => other == 0));

        Assert.Equal((0, Others), (fromTheCopy.Picture, fromTheOriginal.Picture));
        Assert.InRange(fromTheCopy.Likeness, Likeness, 1);
        Assert.Equal(fromTheCopy.Likeness, fromTheOriginal.Likeness, 1e-5);
    }

    [Fact]
    public void Other_pictures_are_not()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(number => PictureSketch.Of(Rectangles(number)))]);

        Assert.Empty(Find(search, Enumerable.Range(0, Others), _ => true));
    }

    [Fact]
    public void A_pair_of_new_ones_is_found_from_the_later()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, Others).Select(Rectangles).Append(Altered("cut")).Select(PictureSketch.Of)]);

        Assert.Empty(Find(search, Enumerable.Range(0, Others), _ => true));
        var pair = Assert.Single(Find(search, Enumerable.Range(0, Others + 1), _ => true));
        Assert.Equal((Others, 0), (pair.Asked, pair.Picture));
    }

    [Fact]
    public void Blank_pages_are_like_nothing()
    {
        var blank = new Image(Side, Side, PixelFormat.Gray8, new byte[Side * Side]);
        var search = new NearPictureSearch([.. Enumerable.Range(0, 20).Select(Rectangles).Append(blank).Append(blank).Select(PictureSketch.Of)]);

        Assert.Empty(Find(search, [20, 21], _ => true));
    }

    [Fact]
    public void What_many_pictures_show_is_nothing_special()
    {
        var search = new NearPictureSearch([.. Enumerable.Range(0, 40).Select(number => number < 20 ? Original : Rectangles(number)).Select(PictureSketch.Of)]);

        Assert.Empty(Find(search, [0], other => other == 0));
    }

    [Fact]
    public void A_picture_alone_has_no_near_ones() => Assert.Empty(Find(new NearPictureSearch([PictureSketch.Of(Original)]), [0], _ => true));

    [Fact]
    public void What_is_found_does_not_follow_from_who_is_asked_with_whom()
    {
        Image[] images = [.. Enumerable.Range(0, Others).Select(number => number % 10 == 9 ? Altered("mirrored", Rectangles(number - 5)) : Rectangles(number))];
        PictureSketch[] sketches = [.. images.Select(PictureSketch.Of)];

        var together = Find(new NearPictureSearch(sketches), Enumerable.Range(0, Others), _ => true);
        var apart = Enumerable.Range(0, Others).Reverse().SelectMany(number => Find(new NearPictureSearch(sketches), [number], _ => true)).Reverse();

        Assert.Equal(Others / 10, together.Count);
        Assert.Equal(together, apart);
    }

    [Fact]
    public void A_turned_picture_s_edges_are_those_of_its_turned_pixels()
    {
        Span<float> views = stackalloc float[SketchPanels.Columns * EdgeFeatures.Count];
        PictureSketch.Of(Original).Turn(views);
        for (var view = 0; view < SketchPanels.Columns; view++)
        {
            var turned = PictureSketch.Of(Altered(new[] { "equal", "mirrored", "turned", "upside down", "turned back" }[view], Resize.Antialiased(Original, 32, 32)));
            Assert.Equal(1, TensorPrimitives.Dot(views.Slice(view * EdgeFeatures.Count, EdgeFeatures.Count), turned.Whole), 1e-5);
        }
    }

    [Fact]
    public void Edges_run_where_the_formula_says()
    {
        var sketch = PictureSketch.Of(Original);
        var pixels = Array.ConvertAll(Resize.Antialiased(Original, 32, 32).Pixels, value => (double)value);
        var expected = new double[EdgeFeatures.Count];
        for (var y = 1; y < 31; y++)
        {
            for (var x = 1; x < 31; x++)
            {
                var (across, down) = (pixels[(y * 32) + x + 1] - pixels[(y * 32) + x - 1], pixels[((y + 1) * 32) + x] - pixels[((y - 1) * 32) + x]);
                var turn = ((Math.Atan2(down, across) / Math.Tau) + 1) % 1 * 8;
                for (var feature = 0; feature < expected.Length; feature++)
                {
                    var (row, column, direction) = (feature / 32, feature / 8 % 4, feature % 8);
                    var apart = Math.Abs(turn - direction);
                    expected[feature] += Math.Sqrt((across * across) + (down * down)) * Math.Max(0, 1 - Math.Min(apart, 8 - apart))
                        * Math.Max(0, 1 - Math.Abs(((x + 0.5) / 8) - 0.5 - column)) * Math.Max(0, 1 - Math.Abs(((y + 0.5) / 8) - 0.5 - row));
                }
            }
        }

        var roots = Array.ConvertAll(expected, Math.Sqrt);
        var length = Math.Sqrt(roots.Sum(root => Math.Pow(root - roots.Average(), 2)));
        for (var feature = 0; feature < expected.Length; feature++)
        {
            Assert.Equal((roots[feature] - roots.Average()) / length, sketch.Whole[feature], 1e-5);
        }
    }

    [Fact]
    public void Pixels_of_another_size_are_refused() =>
        Assert.Contains("not 5", Assert.Throws<ArgumentException>(() => new PictureSketch(new byte[5])).Message, StringComparison.Ordinal);

    private static List<NearPicture> Find(NearPictureSearch search, IEnumerable<int> asked, Func<int, bool> isNew)
    {
        int[] pictures = [.. asked];
        return [.. search.Find(pictures, [.. Enumerable.Range(0, search.Count).Select(isNew)], Likeness, CancellationToken.None)];
    }

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

    private static Image Altered(string alteration) => Altered(alteration, Original);

    private static Image Altered(string alteration, Image image)
    {
        var random = new Random(1);
        var side = image.Width;
        return alteration switch
        {
            "pale" => Map(side, (x, y) => 100 + (At(x, y) / 3)),
            "small" => Resize.Antialiased(image, side / 2, side / 2),
            "mirrored" => Map(side, (x, y) => At(side - 1 - x, y)),
            "turned" => Map(side, (x, y) => At(side - 1 - y, x)),
            "upside down" => Map(side, (x, y) => At(side - 1 - x, side - 1 - y)),
            "turned back" => Map(side, (x, y) => At(y, side - 1 - x)),
            "cut" => Map(52, (x, y) => At(x + 6, y + 6)),
            "noisy" => Map(side, (x, y) => Math.Clamp(At(x, y) + random.Next(-8, 9), 0, 255)),
            _ => image,
        };

        int At(int x, int y) => image.Pixels[(y * side) + x];
    }

    private static Image Map(int side, Func<int, int, int> shade) =>
        new(side, side, PixelFormat.Gray8, [.. Enumerable.Range(0, side * side).Select(place => (byte)shade(place % side, place / side))]);
}
