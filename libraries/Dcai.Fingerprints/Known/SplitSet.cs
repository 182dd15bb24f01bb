namespace Dcai.Fingerprints.Known;

/// <summary>Splits under which one image arrived.</summary>
[Flags]
public enum SplitSet
{
    None = 0,
    Train = 1,
    Validation = 2,
    Test = 4,
}
