namespace Dcai.Training;

/// <summary>How a model's probabilities were calibrated.</summary>
/// <param name="Temperature">What logits are divided by, above 0.</param>
/// <param name="ExpectedCalibrationError">Over the validation images after calibration, range [0, 1]; low is good.</param>
public sealed record ModelCalibration(double Temperature, double ExpectedCalibrationError);
