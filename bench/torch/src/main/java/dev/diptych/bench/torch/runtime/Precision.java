package dev.diptych.bench.torch.runtime;

import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number formats that PyTorch computes in. */
public enum Precision {
    /** float32 throughout. */
    FP32(ScalarType.Float),
    /** float32 tensors whose products may be computed in bfloat16: {@code set_float32_matmul_precision("medium")}. */
    FP32_MEDIUM(ScalarType.Float),
    /** float32 weights and bfloat16 autocast. */
    AMP_BF16(ScalarType.Float),
    /** bfloat16 weights, for forward passes alone. */
    BF16(ScalarType.BFloat16);

    private final ScalarType weights;

    Precision(ScalarType weights) {
        this.weights = weights;
    }

    /** Of the weights. */
    public ScalarType weights() {
        return weights;
    }

    /** Whether weights can be trained in it. */
    public boolean trains() {
        return weights == ScalarType.Float;
    }

    /** Sets how PyTorch multiplies float32 matrices from now on. */
    public void choose() {
        torch.globalContext().setFloat32MatmulPrecision(this == FP32_MEDIUM ? "medium" : "highest");
    }

    /** The region in which a model's towers are computed. */
    public Autocast autocast() {
        return new Autocast(this == AMP_BF16);
    }

    /** Runs a forward pass that nothing learns from. */
    public void infer(Runnable forward) {
        try (InferenceMode mode = new InferenceMode();
                Autocast region = autocast()) {
            forward.run();
        }
    }

    /** A tower's tokens as its blocks hand them on: in bfloat16 under autocast, where they would be float32 by themselves, and slower. */
    public Tensor stream(Tensor tokens) {
        return this == AMP_BF16 ? tokens.to(ScalarType.BFloat16) : tokens;
    }

    /** As options name it. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads an option.
     *
     * @throws IllegalArgumentException if it names none
     */
    public static Precision parse(String option) {
        return Arrays.stream(values())
                .filter(precision -> precision.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "precision: " + option + ", expected fp32, fp32_medium, amp_bf16 or bf16"));
    }
}
