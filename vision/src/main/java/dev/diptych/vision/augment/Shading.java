package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Limits;

/**
 * Random light: multiplies the image by a smooth gradient, as if a lamp stood on one side or before it.
 *
 * <p>Half of the gradients are linear, 1 + a (x cos t + y sin t) / sqrt 2; half are radial around a random point,
 * 1 + a (1 - d^2), with x, y from -1 to 1 over the image and d the distance from the point. Values are clipped to [0, 1].
 *
 * @param prob how often an image is shaded, 0 to 1
 * @param strength the amplitude a is drawn from 0 to here; 0 to 1
 */
public record Shading(float prob, float strength) {
    public static final Shading NONE = new Shading(0, 0);

    public Shading {
        Limits.requireProbability("shading.prob", prob);
        Limits.requireWithin("shading.strength", strength, 0, 1);
    }

    void apply(Planes planes, Draws draws) {
        if (!draws.chance(prob)) {
            return;
        }
        float amplitude = draws.uniform(0, strength);
        if (draws.chance(0.5f)) {
            double angle = draws.uniform() * 2 * Math.PI;
            float scale = amplitude * (float) Math.sqrt(0.5);
            multiply(planes, 1, scale * (float) Math.cos(angle), scale * (float) Math.sin(angle), 0);
        } else {
            float x = draws.uniform(-0.7f, 0.7f);
            float y = draws.uniform(-0.7f, 0.7f);
            float middle = 1 + amplitude * (1 - x * x - y * y);
            multiply(planes, middle, 2 * amplitude * x, 2 * amplitude * y, -amplitude);
        }
    }

    /** Multiplies by {@code middle + dx x + dy y + square (x^2 + y^2)}, never less than 0. */
    static void multiply(Planes planes, float middle, float dx, float dy, float square) {
        int size = planes.size();
        float step = 2f / size;
        float[] v = planes.values();
        float[] gains = new float[size];
        for (int row = 0; row < size; row++) {
            float y = (row + 0.5f) * step - 1;
            float rowGain = middle + dy * y + square * y * y;
            for (int i = 0; i < size; i++) {
                float x = (i + 0.5f) * step - 1;
                gains[i] = Math.max(rowGain + dx * x + square * x * x, 0);
            }
            for (int start = planes.red() + row * size; start < planes.end(); start += planes.area()) {
                for (int i = 0; i < size; i++) {
                    v[start + i] = Math.min(v[start + i] * gains[i], 1);
                }
            }
        }
    }
}
