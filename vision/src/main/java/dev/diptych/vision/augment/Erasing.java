package dev.diptych.vision.augment;

import java.util.Arrays;

/**
 * Random erasing (Zhong et al., 2017), torchvision's RandomErasing with value 0: sets a rectangle of the normalised input
 * to the mean colour.
 *
 * @param prob how often an image loses a rectangle, 0 to 1; timm's {@code re_prob}
 * @param scale the rectangle's share of the area is drawn from here; 0 to 1
 * @param ratio the rectangle's width over its height is drawn from here, uniformly in the logarithm; 0.01 to 100
 */
public record Erasing(float prob, Range scale, Range ratio) {
    public static final Range DEFAULT_SCALE = new Range(0.02f, 0.33f);
    public static final Range DEFAULT_RATIO = new Range(0.3f, 3.3f);
    public static final Erasing NONE = new Erasing(0, DEFAULT_SCALE, DEFAULT_RATIO);

    private static final int ATTEMPTS = 10;

    public Erasing {
        Limits.requireProbability("erasing.prob", prob);
        Limits.requireWithin("erasing.scale", scale, 0, 1);
        Limits.requireWithin("erasing.ratio", ratio, 0.01f, 100);
    }

    void apply(Planes planes, Draws draws) {
        if (!draws.chance(prob)) {
            return;
        }
        int size = planes.size();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = draws.uniform(scale) * planes.area();
            double aspect = draws.logUniform(ratio);
            int width = (int) Math.round(Math.sqrt(area * aspect));
            int height = (int) Math.round(Math.sqrt(area / aspect));
            if (width < size && height < size) {
                erase(planes, draws.below(size - width + 1), draws.below(size - height + 1), width, height);
                return;
            }
        }
    }

    private static void erase(Planes planes, int left, int top, int width, int height) {
        for (int plane = planes.red(); plane < planes.end(); plane += planes.area()) {
            for (int y = top; y < top + height; y++) {
                int start = plane + y * planes.size() + left;
                Arrays.fill(planes.values(), start, start + width, 0);
            }
        }
    }
}
