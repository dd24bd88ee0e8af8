package dev.diptych.export.onnx.emit;

import dev.diptych.nn.tape.Precision;

/** What numbers a file is of, under the names that optimum and transformers.js have for them. */
public enum Format {
    /** float32 throughout. */
    FP32("", Precision.FP32),
    /** Weights and products in float16; inputs, outputs, norms, softmax and what the blocks add up in float32. */
    FP16("_fp16", Precision.AMP_BF16),
    /** Weights in bytes, which meet values rounded to bytes as they come; the rest in float32. */
    INT8("_quantized", Precision.FP32);

    private final String suffix;
    private final Precision precision;

    Format(String suffix, Precision precision) {
        this.suffix = suffix;
        this.precision = precision;
    }

    /** What a file's name ends in before {@code .onnx}. */
    public String suffix() {
        return suffix;
    }

    /** What programs are recorded in: its 16 bits become float16. */
    public Precision precision() {
        return precision;
    }
}
