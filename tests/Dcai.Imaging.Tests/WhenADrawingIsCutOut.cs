namespace Dcai.Imaging.Tests;

public sealed class WhenADrawingIsCutOut
{
    [Fact]
    public void Its_place_does_not_matter_but_for_a_pixel_or_two()
    {
        var one = InkOf(InkCrop.Square(Page(200, 120, ground: 255, Bar(20, 30, 12, 40))));
        var other = InkOf(InkCrop.Square(Page(200, 120, ground: 255, Bar(150, 70, 12, 40))));

        Assert.InRange(other.Left - one.Left, -2, 2);
        Assert.InRange(other.Top - one.Top, -2, 2);
        Assert.Equal((one.Right - one.Left, one.Bottom - one.Top), (other.Right - other.Left, other.Bottom - other.Top));
    }

    [Fact]
    public void It_fills_the_square_but_for_the_margin_and_keeps_its_aspect()
    {
        var square = InkCrop.Square(Page(300, 90, ground: 255, Bar(100, 20, 10, 50)));

        Assert.Equal((square.Width, PixelFormat.Gray8), (square.Height, square.Format));
        var (left, top, right, bottom) = InkOf(square);
        Assert.InRange(right - left, 9, 12);
        Assert.InRange(bottom - top, 49, 52);
        Assert.InRange(square.Height, 56, 66);
    }

    [Fact]
    public void Specks_and_dust_do_not_count()
    {
        var bar = Bar(100, 60, 20, 60);
        var clean = InkCrop.Square(Page(240, 180, ground: 255, bar));
        var dusty = InkCrop.Square(Page(240, 180, ground: 255, bar, Bar(5, 5, 2, 2), Bar(230, 170, 3, 2), Bar(200, 10, 2, 3)));

        Assert.Equal(clean.Width, dusty.Width);
        Assert.Equal(clean.Pixels, dusty.Pixels);
    }

    [Fact]
    public void Several_strokes_stay_together()
    {
        var square = InkCrop.Square(Page(200, 100, ground: 255, Bar(20, 20, 8, 60), Bar(90, 20, 8, 60), Bar(160, 20, 8, 60)));

        var (left, _, right, _) = InkOf(square);
        Assert.InRange(right - left, 146, 150);
    }

    [Fact]
    public void Chalk_on_a_board_looks_like_ink_on_paper()
    {
        var bar = Bar(60, 30, 12, 40);
        var paper = InkCrop.Square(Page(160, 100, ground: 255, bar));
        var board = Page(160, 100, ground: 255, bar);
        for (var i = 0; i < board.Pixels.Length; i++)
        {
            board.Pixels[i] = (byte)(255 - board.Pixels[i]);
        }

        Assert.Equal(paper.Pixels, InkCrop.Square(board).Pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(128)]
    [InlineData(255)]
    public void A_blank_page_stays_whole(byte ground)
    {
        var square = InkCrop.Square(Page(40, 30, ground));

        Assert.InRange(square.Width, 40, 60);
        Assert.Single(square.Pixels.Distinct());
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 4)]
    [InlineData(1, 700)]
    [InlineData(900, 2)]
    public void Any_size_and_any_pixels_give_a_square(int width, int height)
    {
        var random = new Random(width * height);
        var pixels = new byte[width * height * 3];
        random.NextBytes(pixels);

        var square = InkCrop.Square(new Image(width, height, PixelFormat.Rgb24, pixels));

        Assert.True(square.Width == square.Height && square.Width >= 1);
    }

    private static (int X, int Y, int Width, int Height) Bar(int x, int y, int width, int height) => (x, y, width, height);

    private static Image Page(int width, int height, byte ground, params (int X, int Y, int Width, int Height)[] bars)
    {
        var pixels = new byte[width * height];
        Array.Fill(pixels, ground);
        foreach (var bar in bars)
        {
            for (var y = bar.Y; y < bar.Y + bar.Height; y++)
            {
                pixels.AsSpan((y * width) + bar.X, bar.Width).Clear();
            }
        }

        return new Image(width, height, PixelFormat.Gray8, pixels);
    }

    private static (int Left, int Top, int Right, int Bottom) InkOf(Image image)
    {
        var ink = Enumerable.Range(0, image.Pixels.Length).Where(i => image.Pixels[i] < 128).ToList();
        return (ink.Min(i => i % image.Width), ink.Min(i => i / image.Width), ink.Max(i => i % image.Width) + 1, ink.Max(i => i / image.Width) + 1);
    }
}
