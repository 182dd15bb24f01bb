using Dcai.Imaging;

namespace Dcai.Cli.Synthetic;

/// <summary>Draws one image: handwriting or junk on paper.</summary>
internal sealed class Page
{
    private const double Margin = 0.05;

    private readonly SplitMix64 random;
    private readonly InkCanvas canvas;

    private Page(SplitMix64 random)
    {
        this.random = random;
        var height = 80 + random.Below(221);
        var width = Math.Clamp((int)(height * random.Between(0.75, 1.45)), 80, 300);
        canvas = new InkCanvas(width == height ? width + (width < 300 ? 1 : -1) : width, height);
    }

    /// <returns>Gray; a numeral that a person can read.</returns>
    public static Image OfNumeral(string numeral, SplitMix64 random)
    {
        var page = new Page(random);
        var hand = new Handwriting(random);
        page.Place(hand, hand.Write(numeral), page.SomewhereInside());
        return page.Photograph(blank: false);
    }

    /// <returns>Gray; nothing that belongs to any class.</returns>
    public static Image OfJunk(SplitMix64 random)
    {
        var page = new Page(random);
        var kind = random.Below(10);
        if (kind < 2)
        {
            return page.Photograph(blank: true);
        }

        if (kind < 4)
        {
            page.Scribble();
        }
        else if (kind < 6)
        {
            page.CrossOut();
        }
        else if (kind < 8)
        {
            page.WriteTwo();
        }
        else
        {
            page.WriteOtherSign();
        }

        return page.Photograph(blank: false);
    }

    /// <summary>The same page photographed again: moved by one to three pixels, brighter or darker.</summary>
    public static Image Again(Image image, SplitMix64 random)
    {
        var (shiftX, shiftY) = ((1 + random.Below(3)) * (random.Chance(0.5) ? 1 : -1), random.Below(5) - 2);
        var contrast = random.Between(0.88, 0.97);
        var pixels = new byte[image.Pixels.Length];
        for (var y = 0; y < image.Height; y++)
        {
            var fromY = Math.Clamp(y + shiftY, 0, image.Height - 1);
            for (var x = 0; x < image.Width; x++)
            {
                var fromX = Math.Clamp(x + shiftX, 0, image.Width - 1);
                pixels[y * image.Width + x] = (byte)(image.Pixels[fromY * image.Width + fromX] * contrast + 4);
            }
        }

        return new Image(image.Width, image.Height, PixelFormat.Gray8, pixels);
    }

    private Box SomewhereInside()
    {
        var scale = random.Chance(0.25) ? random.Between(0.4, 0.65) : random.Between(0.65, 1);
        var (width, height) = (canvas.Width * (1 - 2 * Margin), canvas.Height * (1 - 2 * Margin));
        return new Box(
            canvas.Width * Margin + width * (1 - scale) * random.Unit(),
            canvas.Height * Margin + height * (1 - scale) * random.Unit(),
            width * scale,
            height * scale);
    }

    /// <summary>Fits strokes into a box, the aspect ratio kept but for some stretching, turned a little.</summary>
    private void Place(Handwriting hand, List<PenPath> strokes, Box box)
    {
        var turn = 0.025 * random.Bell();
        var (cosine, sine) = ((1 - turn * turn) / (1 + turn * turn), 2 * turn / (1 + turn * turn));
        strokes = [.. strokes.Select(stroke => stroke.Map(p => p with { X = p.X * cosine - p.Y * sine, Y = p.X * sine + p.Y * cosine }))];

        var points = strokes.SelectMany(stroke => stroke.Points).ToList();
        var (left, top) = (points.Min(p => p.X), points.Min(p => p.Y));
        var (width, height) = (points.Max(p => p.X) - left + 1e-3, points.Max(p => p.Y) - top + 1e-3);
        var scale = Math.Min(box.Width / width, box.Height / height);
        var (scaleX, scaleY) = (Math.Min(scale * random.Between(1, 1.25), box.Width / width), scale);
        var (offsetX, offsetY) = (box.Left + (box.Width - width * scaleX) / 2, box.Top + (box.Height - height * scaleY) / 2);
        // A pen is as wide for small letters as for large ones, within limits.
        var radius = Math.Clamp(hand.PenRadius * scaleY, 1.2, 9);
        foreach (var stroke in strokes)
        {
            canvas.Draw(stroke.Map(p => new PenPoint(offsetX + (p.X - left) * scaleX, offsetY + (p.Y - top) * scaleY, p.Radius * radius)));
        }
    }

    private void Scribble()
    {
        var hand = new Handwriting(random);
        var knots = new (double X, double Y)[8 + random.Below(22)];
        var (x, y) = (random.Unit(), random.Unit());
        for (var i = 0; i < knots.Length; i++)
        {
            (x, y) = (Math.Clamp(x + 0.35 * random.Bell(), 0, 1.2), Math.Clamp(y + 0.35 * random.Bell(), 0, 1));
            knots[i] = (x, y);
        }

        Place(hand, [hand.Finish(PenPath.Smooth(knots))], SomewhereInside());
    }

    private void CrossOut()
    {
        var hand = new Handwriting(random);
        var strokes = hand.Write(random.Pick(SyntheticPlan.Classes));
        var right = strokes.SelectMany(stroke => stroke.Points).Max(p => p.X);
        var turns = 5 + random.Below(7);
        var zigzag = new (double X, double Y)[turns];
        for (var i = 0; i < turns; i++)
        {
            var across = (double)i / (turns - 1);
            zigzag[i] = (-0.1 + (right + 0.2) * across, i % 2 == 0 ? random.Between(0.05, 0.35) : random.Between(0.65, 0.95));
        }

        strokes.Add(hand.Finish(PenPath.Smooth(zigzag)));
        if (random.Chance(0.6))
        {
            var (fromY, toY) = (random.Between(0.3, 0.7), random.Between(0.3, 0.7));
            strokes.Add(hand.Finish(PenPath.Line(-0.15, fromY, right + 0.15, toY, 0.03 * random.Bell())));
        }

        Place(hand, strokes, SomewhereInside());
    }

    private void WriteTwo()
    {
        var hand = new Handwriting(random);
        var classes = SyntheticPlan.Classes;
        var first = random.Below(classes.Count);
        var second = (first + 1 + random.Below(classes.Count - 1)) % classes.Count;
        var beside = canvas.Width > canvas.Height;
        var (width, height) = (canvas.Width * (beside ? 0.4 : 0.85), canvas.Height * (beside ? 0.85 : 0.4));
        var (left, top) = (canvas.Width * 0.06, canvas.Height * 0.06);
        Place(hand, hand.Write(classes[first]), new Box(left, top, width, height));
        var (otherLeft, otherTop) = beside ? (canvas.Width * 0.54, top) : (left, canvas.Height * 0.54);
        Place(hand, hand.Write(classes[second]), new Box(otherLeft, otherTop, width, height));
    }

    private void WriteOtherSign()
    {
        var hand = new Handwriting(random);
        PenPath[] strokes = random.Below(6) switch
        {
            0 => [PenPath.Line(0.3, 0, 0, 1, 0), PenPath.Line(0.3, 0, 0.65, 1, 0), PenPath.Line(0.1, 0.6, 0.55, 0.62, 0)],
            1 => [PenPath.Smooth((0.05, 0.25), (0.1, 0), (0.55, 0), (0.5, 0.4), (0, 1), (0.1, 1), (0.6, 0.97))],
            2 => [PenPath.Smooth((0.35, 0), (0, 0.05), (0, 0.95), (0.7, 1), (0.7, 0.05), (0.3, 0))],
            3 => [PenPath.Line(0, 0, 0.55, 0, 0.02).Then(PenPath.Line(0.55, 0, 0.15, 1, 0.05)), PenPath.Line(0.15, 0.5, 0.5, 0.5, 0)],
            4 => [PenPath.Smooth((0.5, 0.1), (0.1, 0), (0, 0.45), (0.6, 0.5), (0.55, 1.05), (0, 0.95))],
            _ => [PenPath.Line(0.35, 0, 0, 0.6, 0).Then(PenPath.Line(0, 0.6, 0.7, 0.6, 0)), PenPath.Line(0.5, 0.25, 0.48, 1, 0)],
        };
        Place(hand, [.. strokes.Select(hand.Finish)], SomewhereInside());
    }

    /// <summary>Ink and paper to gray: either a thresholded scan or a photograph with shading and grain.</summary>
    private Image Photograph(bool blank)
    {
        if (random.Chance(0.16) && !blank)
        {
            DrawNeighbour();
        }

        if (random.Chance(0.1))
        {
            RuleLine();
        }

        var specks = blank ? 3 + random.Below(8) : random.Chance(0.35) ? 1 + random.Below(7) : 0;
        for (; specks > 0; specks--)
        {
            var (x, y) = (random.Unit() * canvas.Width, random.Unit() * canvas.Height);
            var start = new PenPoint(x, y, random.Between(0.4, 1.3));
            canvas.Draw(new PenPath([start, new PenPoint(x + random.Bell(), y + random.Bell(), 0.6)]));
        }

        return random.Chance(0.55) ? Scan() : Shade();
    }

    private Image Scan()
    {
        var dark = random.Chance(0.5) ? random.Between(0, 20) : random.Between(45, 80);
        var pixels = new byte[canvas.Ink.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 - canvas.Ink[i] * (255 - dark));
        }

        return new Image(canvas.Width, canvas.Height, PixelFormat.Gray8, pixels);
    }

    private Image Shade()
    {
        var paper = random.Between(215, 250);
        var dark = random.Between(15, 95);
        var (slopeX, slopeY) = (8 * random.Bell() / canvas.Width, 8 * random.Bell() / canvas.Height);
        var grain = random.Below(3);
        var pixels = new byte[canvas.Ink.Length];
        for (var y = 0; y < canvas.Height; y++)
        {
            var bits = 0UL;
            for (var x = 0; x < canvas.Width; x++)
            {
                bits = x % 16 == 0 ? random.Next() : bits >> 4;
                var noise = (int)(bits & 3) + (int)((bits >> 2) & 3) - 3;
                var ink = canvas.Ink[y * canvas.Width + x];
                var light = paper + slopeX * (x - canvas.Width * 0.5) + slopeY * (y - canvas.Height * 0.5) + noise * grain * 0.7;
                pixels[y * canvas.Width + x] = (byte)Math.Clamp(light + (dark - light) * ink * 0.96, 0, 255);
            }
        }

        return new Image(canvas.Width, canvas.Height, PixelFormat.Gray8, pixels);
    }

    /// <summary>What was cut off from the writing next to it.</summary>
    private void DrawNeighbour()
    {
        var x = random.Chance(0.5) ? random.Between(-3, 2) : canvas.Width + random.Between(-3, 2);
        var y = random.Unit() * canvas.Height * 0.7;
        var length = canvas.Height * random.Between(0.08, 0.3);
        var stroke = PenPath.Line(x, y, x + 4 * random.Bell(), y + length, 0.08 * random.Bell());
        canvas.Draw(stroke.Map(p => p with { Radius = canvas.Height * 0.016 }));
    }

    private void RuleLine()
    {
        var dashed = random.Chance(0.6);
        var upright = random.Chance(0.5);
        var (along, across) = upright ? (canvas.Height, canvas.Width) : (canvas.Width, canvas.Height);
        var offset = across * (random.Chance(0.5) ? random.Between(0.02, 0.18) : random.Between(0.82, 0.98));
        for (double at = 0; at < along; at += 6)
        {
            if (!dashed || random.Chance(0.5))
            {
                var (from, to) = (new PenPoint(at, offset, 0.7), new PenPoint(at + 4, offset, 0.7));
                var dash = new PenPath([from, to]);
                canvas.Draw(upright ? dash.Map(p => p with { X = p.Y, Y = p.X }) : dash);
            }
        }
    }

    private readonly record struct Box(double Left, double Top, double Width, double Height);
}
