package dev.diptych.export.onnx.weight;

import dev.diptych.export.emit.WeightView.Loaded;
import dev.diptych.export.onnx.weight.ElementData.Elements;
import java.util.function.IntUnaryOperator;

/*
 * The step of a column or row is its largest magnitude over 127, and 128 stands for zero. Unsigned, since before VNNI x86 processors
 * multiply unsigned by signed bytes into sums that saturate at 16 bits; onnxruntime takes another way where both are unsigned.
 */
/** Values in bytes: {@code value = step (byte - 128)}. */
final class Bytes {
    static final int ZERO = 128;

    private static final int LARGEST = 127;
    private static final float SMALLEST = 1e-12f; // the step of zeros alone, over 127

    private Bytes() {}

    /** float32, the steps of columns or of rows. */
    static Elements steps(Loaded values, boolean ofColumns) {
        float[] steps = of(values, ofColumns);
        return (index, buffer) -> buffer.putFloat(steps[index]);
    }

    /** uint8, the values in steps of their columns or rows. */
    static Elements values(Loaded values, boolean ofColumns) {
        float[] steps = of(values, ofColumns);
        IntUnaryOperator group = group(values, ofColumns);
        return (index, buffer) -> {
            int count = Math.round(values.at(index) / steps[group.applyAsInt(index)]);
            buffer.put((byte) (ZERO + Math.max(-LARGEST, Math.min(LARGEST, count))));
        };
    }

    private static float[] of(Loaded values, boolean ofColumns) {
        int rows = values.view().rows();
        int columns = values.view().columns();
        float[] steps = new float[ofColumns ? columns : rows];
        IntUnaryOperator group = group(values, ofColumns);
        for (int i = 0; i < rows * columns; i++) {
            int at = group.applyAsInt(i);
            steps[at] = Math.max(steps[at], Math.abs(values.at(i)));
        }
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.max(steps[i], SMALLEST) / LARGEST;
        }
        return steps;
    }

    private static IntUnaryOperator group(Loaded values, boolean ofColumns) {
        int columns = values.view().columns();
        return index -> ofColumns ? index % columns : index / columns;
    }
}
