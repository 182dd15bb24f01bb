namespace Dcai.Learning.Tests;

public sealed class WhenDistributionsAreCompared
{
    [Fact]
    public void A_set_has_no_distance_from_itself()
    {
        var features = Normal(200, 6, seed: 1);

        Assert.Equal(0, new FrechetDistance(features, 6).To(features), 1e-6);
    }

    [Fact]
    public void A_shift_counts_with_its_square()
    {
        var features = Normal(200, 4, seed: 1);
        var shifted = Array.ConvertAll(features, value => value + 3);

        Assert.Equal(4 * 9, new FrechetDistance(features, 4).To(shifted), 1e-3);
    }

    [Fact]
    public void A_scale_counts_with_the_square_of_the_difference_of_deviations()
    {
        // One feature of deviation s and another of deviation 2s: s² + 4s² − 2·2s² = s².
        var features = Normal(500, 1, seed: 1);
        var mean = features.Average();
        var variance = features.Sum(value => (value - mean) * (value - mean)) / (features.Length - 1);
        var scaled = Array.ConvertAll(features, value => mean + (2 * (value - mean)));

        Assert.Equal(variance, new FrechetDistance(features, 1).To(scaled), 1e-3);
    }

    [Fact]
    public void Fewer_images_than_features_are_compared_too()
    {
        var distance = new FrechetDistance(Normal(5, 20, seed: 1), 20).To(Normal(6, 20, seed: 2));

        Assert.True(distance > 0 && double.IsFinite(distance));
    }

    [Fact]
    public void A_feature_that_is_no_number_has_no_distance()
    {
        var features = Normal(10, 2, seed: 1);

        Assert.True(double.IsNaN(new FrechetDistance(features, 2).To([.. features[..^1], float.NaN])));
    }

    private static float[] Normal(int count, int D, ulong seed)
    {
        var values = new float[count * D];
        new Xoshiro256(seed).FillNormal(values, 1);
        return values;
    }
}
