namespace Dcai.Cli.Synthetic;

/// <summary>One writer's manner for one image: drawn once, used for every stroke of it.</summary>
internal sealed class Handwriting
{
    private readonly SplitMix64 random;
    private readonly bool upperCase;
    private readonly Serif serif;
    private readonly bool dots;
    private readonly bool tails;
    private readonly double roundness;
    private readonly double slant;
    private readonly double spacing;
    private readonly double shaking;
    private readonly double pressure;
    private readonly double dryness;

    public Handwriting(SplitMix64 random)
    {
        this.random = random;
        upperCase = random.Chance(0.62);
        serif = !upperCase || random.Chance(0.5) ? Serif.None : random.Chance(0.65) ? Serif.Bars : Serif.Each;
        dots = random.Chance(0.8);
        tails = random.Chance(0.45);
        roundness = random.Chance(0.3) ? random.Between(0.08, 0.2) : random.Between(-0.02, 0.06);
        slant = serif == Serif.Bars ? 0.06 * random.Bell() : 0.05 + 0.13 * random.Bell();
        spacing = random.Between(0.2, 0.42);
        shaking = random.Between(0.006, 0.022);
        pressure = random.Between(0.08, 0.3);
        dryness = random.Chance(0.1) ? random.Between(0.1, 0.22) : 0;
        PenRadius = random.Between(0.022, 0.062);
    }

    private enum Serif
    {
        None,
        Each,
        Bars,
    }

    /// <summary>In parts of the letter's height.</summary>
    public double PenRadius { get; }

    /// <summary>The strokes of a numeral, side by side from x = 0, shaken and slanted as this hand does.</summary>
    public List<PenPath> Write(string numeral)
    {
        var strokes = new List<PenPath>();
        var x = 0.0;
        foreach (var letter in numeral)
        {
            var height = 1 + 0.05 * random.Bell();
            var lift = 0.03 * random.Bell();
            var (letterStrokes, width) = letter switch
            {
                'i' => WriteI(),
                'v' => WriteV(),
                _ => WriteX(),
            };
            var left = x;
            strokes.AddRange(letterStrokes.Select(stroke =>
                stroke.Map(p => p with { X = left + p.X, Y = 1 + (p.Y - 1) * height + lift })));
            x += width + spacing * random.Between(0.7, 1.35);
        }

        if (serif == Serif.Bars)
        {
            var right = x - spacing;
            strokes.Add(Bar(right, 0.0));
            strokes.Add(Bar(right, 1.0));
        }

        return [.. strokes.Select(Finish)];
    }

    /// <summary>Any other movement with the same pen.</summary>
    public PenPath Finish(PenPath stroke) => Press(Shake(stroke.Map(p => p with { X = p.X + slant * (1 - p.Y) })));

    private (List<PenPath> Strokes, double Width) WriteI()
    {
        var top = upperCase ? 0 : 0.36;
        var lean = 0.04 * random.Bell();
        var stem = PenPath.Line(0.08 + lean, top, 0.08 - lean, 1, 0.03 * random.Bell());
        var strokes = new List<PenPath> { stem };
        var width = 0.16;
        if (serif == Serif.Each)
        {
            strokes.Add(PenPath.Line(-0.06, 0, 0.22, 0.02 * random.Bell(), 0.02 * random.Bell()));
            strokes.Add(PenPath.Line(-0.06, 1, 0.22, 1 + 0.02 * random.Bell(), 0.02 * random.Bell()));
            width = 0.3;
        }

        if (!upperCase)
        {
            if (tails)
            {
                strokes[0] = PenPath.Smooth((0.06 + lean, top), (0.08, 0.7), (0.08 - lean, 1.02), (0.2, 0.95));
            }

            if (dots)
            {
                var (dotX, dotY) = (0.09 + lean + 0.04 * random.Bell(), 0.13 + 0.04 * random.Bell());
                var length = random.Chance(0.3) ? random.Between(0.04, 0.1) : 0.015;
                strokes.Add(PenPath.Line(dotX, dotY, dotX + length * 0.5, dotY + length, 0));
            }
        }

        return (strokes, width);
    }

    private (List<PenPath> Strokes, double Width) WriteV()
    {
        var top = upperCase ? 0 : 0.36;
        var width = (1 - top) * random.Between(0.5, 0.78);
        var bottom = width * random.Between(0.42, 0.58);
        var flat = Math.Max(roundness, 0) * width * 0.6;
        var down = PenPath.Line(0, top + 0.03 * random.Bell(), bottom - flat, 1, roundness + 0.02 * random.Bell());
        var up = PenPath.Line(bottom + flat, 1, width, top + 0.04 * random.Bell(), roundness + 0.02 * random.Bell());
        var turned = flat > 0.02 ? down.Then(PenPath.Line(bottom - flat, 1, bottom + flat, 1, -0.2)) : down;
        var strokes = new List<PenPath> { turned.Then(up) };
        if (serif == Serif.Each)
        {
            strokes.Add(PenPath.Line(-0.12, top, 0.12, top, 0.02 * random.Bell()));
            strokes.Add(PenPath.Line(width - 0.12, top, width + 0.12, top, 0.02 * random.Bell()));
        }

        return (strokes, width);
    }

    private (List<PenPath> Strokes, double Width) WriteX()
    {
        var top = upperCase ? 0 : 0.36;
        var width = (1 - top) * random.Between(0.55, 0.85);
        var curve = roundness > 0.08 ? 0.12 : 0.03;
        var falling = PenPath.Line(0, top + 0.03 * random.Bell(), width, 1 + 0.03 * random.Bell(), curve * random.Bell());
        var right = width + 0.03 * random.Bell();
        var rising = PenPath.Line(right, top + 0.03 * random.Bell(), 0, 1 + 0.03 * random.Bell(), curve * random.Bell());
        var strokes = new List<PenPath> { falling, rising };
        if (serif == Serif.Each)
        {
            foreach (var (x, y) in ((double, double)[])[(0, top), (width, top), (0, 1), (width, 1)])
            {
                strokes.Add(PenPath.Line(x - 0.1, y, x + 0.1, y, 0.02 * random.Bell()));
            }
        }

        return (strokes, width);
    }

    private PenPath Bar(double right, double y)
    {
        var overhang = random.Between(0.04, 0.2);
        return PenPath.Line(-overhang, y + 0.03 * random.Bell(), right + overhang, y + 0.03 * random.Bell(), 0.012 * random.Bell());
    }

    /// <summary>A hand does not draw the curve that it means: slow deviations across and along, more at the ends.</summary>
    private PenPath Shake(PenPath stroke)
    {
        var (across, along) = (new SlowNoise(random, 4), new SlowNoise(random, 4));
        var hook = random.Chance(0.3) ? 0.035 * random.Bell() : 0;
        var last = stroke.Points.Count - 1;
        return new PenPath([.. stroke.Points.Select((p, i) =>
        {
            var t = last == 0 ? 0 : (double)i / last;
            var end = Math.Max(1 - t * 8, 0);
            return p with { X = p.X + shaking * across.At(t) * 1.6 + hook * end, Y = p.Y + shaking * along.At(t) };
        })]);
    }

    private PenPath Press(PenPath stroke)
    {
        var (force, skips) = (new SlowNoise(random, 4), new SlowNoise(random, 24));
        var last = stroke.Points.Count - 1;
        return new PenPath([.. stroke.Points.Select((p, i) =>
        {
            var t = last == 0 ? 0 : (double)i / last;
            var taper = 1 - 0.25 * Math.Max(t * 5 - 4, 0);
            var skipped = dryness > 0 && (skips.At(t) + 1.5) / 3 < dryness;
            return p with { Radius = skipped ? 0 : p.Radius * taper * Math.Max(1 + pressure * force.At(t), 0.4) };
        })]);
    }
}
