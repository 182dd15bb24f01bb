using Dcai.Cli.Images;
using Dcai.Cli.Oracles;

namespace Dcai.Cli.Tests;

public sealed class WhenAnOracleIsRead : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sha256,agreed_label\n{a},i\n{b},ii\n{c},invalid\n{d},disputed\n")]
    [InlineData("sha256,agreed_label,original_label\n{a},i,i\n{b},ii,i\n{c},invalid,ii\n{d},disputed,ii\n")]
    [InlineData("sha256,agreed_label,status\n{a},i,ok\n{b},ii,mislabelled\n{c},invalid,invalid\n{d},disputed,disputed\n")]
    [InlineData("path,label\ni/a.png,i\ni/b.png,ii\nii/c.png,invalid\nii/d.png,disputed\n")]
    public async Task The_known_errors_are_the_labels_that_it_contradicts(string csv)
    {
        string[] ids = [.. new[] { "i/a", "i/b", "ii/c", "ii/d" }.Select(name => _folder.Write($"data/{name}.png"))];
        foreach (var (name, id) in "abcd".Zip(ids))
        {
            csv = csv.Replace($"{{{name}}}", id, StringComparison.Ordinal);
        }

        _folder.Write("oracle.csv", csv);

        var oracle = Oracle.Read(_folder.Of("oracle.csv"), ["i", "ii"], await ImageSet.ReadAsync(_folder.Of("data"), CancellationToken.None));

        Assert.Equal(new[] { ids[1], ids[2] }.ToHashSet(), oracle.KnownErrors);
    }
}
