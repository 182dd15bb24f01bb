using Dcai.Curation.Quality;

namespace Dcai.Curation.Tests.Quality;

public sealed class WhenALearningCurveIsFitted
{
    private static readonly double[] Sizes = [137, 274, 548, 822, 1096, 1370];

    [Theory]
    [InlineData(2, -0.35, 0.1)]
    [InlineData(0.9, -0.07, 0)]
    [InlineData(5, -0.5, 0.02)]
    [InlineData(40, -1, 0.2)]
    [InlineData(3, -0.35, 0)]
    public void AKnownLawIsRecovered(double alpha, double beta, double gamma)
    {
        var law = PowerLawFit.Fit([.. Sizes.Select(size => (size, (alpha * Math.Pow(size, beta)) + gamma))]);

        Assert.Equal(alpha, law.Alpha, 1e-3 * alpha);
        Assert.Equal(beta, law.Beta, 1e-3);
        Assert.Equal(gamma, law.Gamma, 1e-3);
        Assert.True(law.ResidualRoot < 1e-6, $"residual {law.ResidualRoot}");
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [InlineData(4UL)]
    public void UnderNoiseNoOtherLawIsBetter(ulong seed)
    {
        var random = new SeededRandom(seed);
        (double Images, double Error)[] points = [.. Sizes.Select(size => (size, (2 * Math.Pow(size, -0.3)) + 0.05 + (0.01 * random.Normal())))];
        var law = PowerLawFit.Fit(points);

        Assert.InRange(law.Beta, -5, 0);
        Assert.True(law.Gamma >= 0 && law.Alpha >= 0);
        for (var turn = 0; turn < 2000; turn++)
        {
            var other = new PowerLaw
            {
                Alpha = law.Alpha * Math.Exp(0.2 * random.Normal()),
                Beta = Math.Min(law.Beta * Math.Exp(0.2 * random.Normal()), 0),
                Gamma = Math.Max(law.Gamma + (0.02 * random.Normal()), 0),
            };
            Assert.True(Squares(law, points) <= Squares(other, points) + 1e-12);
        }
    }

    [Fact]
    public void ResidualsAreMeasuredMinusFitted()
    {
        (double Images, double Error)[] points = [(100, 0.5), (200, 0.42), (400, 0.33), (800, 0.31)];

        var law = PowerLawFit.Fit(points);

        Assert.All(points.Zip(law.Residuals), pair => Assert.Equal(pair.First.Error - law.ErrorAt(pair.First.Images), pair.Second, 12));
        Assert.Equal(Squares(law, points), law.Residuals.Sum(residual => residual * residual), 12);
    }

    [Fact]
    public void TwoSizesGiveALawWithoutFloorThroughBoth()
    {
        var law = PowerLawFit.Fit([(100, 0.4), (400, 0.2)]);

        Assert.Equal((4.0, -0.5, 0.0), (Math.Round(law.Alpha, 6), Math.Round(law.Beta, 6), law.Gamma));
    }

    [Fact]
    public void ACurveThatDoesNotFallHasNoExponent()
    {
        var equal = PowerLawFit.Fit([(100, 0.3), (200, 0.3), (400, 0.3)]);
        var rising = PowerLawFit.Fit([(100, 0.2), (200, 0.3), (400, 0.4)]);

        Assert.Equal((0.3, 0, 0), (Math.Round(equal.Alpha, 12), equal.Beta, equal.Gamma));
        Assert.Equal((0.3, 0, 0), (Math.Round(rising.Alpha, 12), rising.Beta, rising.Gamma));
        Assert.Null(rising.MoreImagesFor(400, 0.02));
    }

    [Fact]
    public void AHeavierPointPullsTheLaw()
    {
        (double Images, double Error)[] points = [(100, 0.5), (200, 0.3), (400, 0.32), (800, 0.2)];

        var plain = PowerLawFit.Fit(points);
        var heavy = PowerLawFit.Fit(points, [1, 1, 100, 1]);

        Assert.True(Math.Abs(heavy.Residuals[2]) < Math.Abs(plain.Residuals[2]));
    }

    [Fact]
    public void TheForecastInvertsTheLaw()
    {
        var law = new PowerLaw { Alpha = 4, Beta = -0.5, Gamma = 0.1 };

        // 4/√100 + 0.1 = 0.5 now; 0.3 = 4/√400 + 0.1.
        Assert.Equal(300, law.MoreImagesFor(100, 0.2));
    }

    [Fact]
    public void WhatLiesBelowTheFloorIsNeverReached()
    {
        var law = new PowerLaw { Alpha = 4, Beta = -0.5, Gamma = 0.1 };

        Assert.Null(law.MoreImagesFor(100, 0.4));
        Assert.Null(law.MoreImagesFor(100, 0.41));
        Assert.Null(law.MoreImagesFor(100, 0.3999999));
        Assert.NotNull(law.MoreImagesFor(100, 0.399));
    }

    [Fact]
    public void OneSizeIsRefusedWithWhatToDo()
    {
        var refusal = Assert.Throws<CurationException>(() => PowerLawFit.Fit([(100, 0.3), (100, 0.4)]));

        Assert.Contains("1 sizes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(100, double.NaN)]
    [InlineData(100, 1.5)]
    [InlineData(double.PositiveInfinity, 0.5)]
    public void WhatIsNoPointIsRefused(double images, double error) =>
        Assert.Throws<ArgumentException>(() => PowerLawFit.Fit([(images, error), (200, 0.4), (300, 0.3)]));

    [Fact]
    public void WeightsFitThePoints()
    {
        Assert.Throws<ArgumentException>(() => PowerLawFit.Fit([(100, 0.4), (200, 0.3)], [1]));
        Assert.Throws<ArgumentException>(() => PowerLawFit.Fit([(100, 0.4), (200, 0.3)], [1, 0]));
    }

    private static double Squares(PowerLaw law, (double Images, double Error)[] points) =>
        points.Sum(point => Math.Pow(point.Error - law.ErrorAt(point.Images), 2));
}
