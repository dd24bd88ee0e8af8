package dev.diptych.contrastive.reference;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The weights of a model by name, drawn from {@link ClosedFormula} when the reference first asks for them. */
final class Weights {
    private final ToDoubleFunction<String> factor;
    private final Map<String, float[]> drawn = new LinkedHashMap<>();

    /** @param factor what the formula's values are multiplied by in the tensor of a name */
    Weights(ToDoubleFunction<String> factor) {
        this.factor = factor;
    }

    /** What the reference has asked for, float32, row-major. */
    Map<String, float[]> drawn() {
        return drawn;
    }

    Matrix matrix(String name, int rows, int columns) {
        return new Matrix(rows, columns, widened(values(name, rows, columns)));
    }

    /** A vector as one row. */
    Matrix vector(String name, int length) {
        return new Matrix(1, length, widened(values(name, length)));
    }

    double scalar(String name) {
        return values(name)[0];
    }

    private float[] values(String name, int... sizes) {
        return drawn.computeIfAbsent(name, key -> {
            float[] values = ClosedFormula.weight(name, sizes);
            for (int i = 0; i < values.length; i++) {
                values[i] *= (float) factor.applyAsDouble(name);
            }
            return values;
        });
    }

    static double[] widened(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
