package dev.diptych.contrastive.reference;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/*
 * s(name, i) = sqrt(2) sin((i + 1)^2 g + CRC-32(name) mod 1000), g the golden ratio's fraction: a mean near 0 and a
 * deviation near 1. The square makes a chirp of the sine, so that a tensor cut into rows is a matrix of full rank; the
 * sine of a linear phase would be one of rank two.
 */
/** The formula that weights and images are drawn from, the same as golden.py's, rounded to float32. */
final class ClosedFormula {
    private static final double GOLDEN = 0.6180339887498949;

    private ClosedFormula() {}

    /** The first {@code count} values {@code offset + scale * s(name, i)}. */
    static float[] draw(String name, int count, double offset, double scale) {
        CRC32 hash = new CRC32();
        hash.update(name.getBytes(StandardCharsets.UTF_8));
        double phase = hash.getValue() % 1000;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            double square = (i + 1.0) * (i + 1.0);
            values[i] = (float) (offset + scale * (Math.sqrt(2) * Math.sin(square * GOLDEN + phase)));
        }
        return values;
    }

    /** The weight of this name: norms near one, biases small, all else of about unit gain. */
    static float[] weight(String name, int... sizes) {
        int count = 1;
        for (int size : sizes) {
            count *= size;
        }
        if (name.equals("logit_scale")) {
            return draw(name, count, 2.1, 0);
        }
        if (name.equals("logit_bias")) {
            return draw(name, count, -3.7, 0);
        }
        if (name.endsWith("latent") || name.endsWith("gamma")) {
            return draw(name, count, 0, 1);
        }
        if (sizes.length == 1) {
            boolean gain = (name.contains("ln_") || name.contains("norm")) && name.endsWith(".weight");
            return draw(name, count, gain ? 1 : 0, 0.2);
        }
        return draw(name, count, 0, 1 / Math.sqrt(count / sizes[0]));
    }
}
