namespace Dcai.Learning;

/// <summary>Which network is trained.</summary>
public enum NetworkKind
{
    /// <summary>ResNet50 to conv2_block3_out, the paper's: about 229 000 parameters.</summary>
    Reference,

    /// <summary>Plain 3×3 convolutions, each followed by batch norm: a small encoder for handwriting.</summary>
    Compact,
}
