using Dcai.Contracts.Documents;
using Dcai.Learning;

namespace Dcai.AuxTrainer.Tests;

public sealed class WhenSettingsNameDistortions
{
    [Fact]
    public void TheyAreThoseThatTheTrainerKnows() => Assert.Equal(
        AugmentationKind.All.ToDictionary(kind => kind.Name, kind => (kind.Least, kind.Most)), AugmentationAmounts.All.ToDictionary());
}
