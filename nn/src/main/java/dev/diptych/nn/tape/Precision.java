package dev.diptych.nn.tape;

import dev.diptych.nn.tensor.DType;

/** The number format that a program computes in; parameters, their gradients and the optimiser are float32 in all. */
public enum Precision {
    /** float32 throughout. */
    FP32("fp32", DType.FLOAT32),
    /**
     * Matrix products on bfloat16 with float32 sums, and bfloat16 activations; the residual stream, statistics,
     * softmax sums, embeddings and losses are float32 (Micikevicius et al. 2018, with bfloat16's range: no loss scale).
     */
    AMP_BF16("amp_bf16", DType.BFLOAT16),
    /**
     * Linear layers on integers of 8 bits, of forward passes alone: weights have a step for each output, activations one for
     * each token. All else is float32.
     */
    INT8("int8", DType.FLOAT32);

    private final String option;
    private final DType compute;

    Precision(String option, DType compute) {
        this.option = option;
        this.compute = compute;
    }

    /** The name users choose it by, open_clip's. */
    public String option() {
        return option;
    }

    /** Whether models can be trained in it. */
    public boolean trains() {
        return this != INT8;
    }

    /** The type of what matrix products read; of the values before they are rounded, where that is to integers. */
    public DType compute() {
        return compute;
    }

    /**
     * The precision of an option's value.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public static Precision of(String option) {
        for (Precision precision : values()) {
            if (precision.option.equals(option)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("precision: " + option + ", expected fp32, amp_bf16 or int8");
    }
}
