package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Limits;
import dev.diptych.vision.augment.draw.Range;

/**
 * Random erasing (Zhong et al., 2017) as timm's RandomErasing does it: overwrites rectangles of the normalised input.
 *
 * @param prob how often an image loses anything, 0 to 1; {@code re_prob}
 * @param count the most rectangles, from 1; how many there are is drawn; {@code re_count}
 * @param mode what they are filled with; {@code re_mode}
 * @param scale a rectangle's share of the area, times the rectangles, is drawn from here; 0 to 1
 * @param ratio the rectangle's height over its width is drawn from here, uniformly in the logarithm; 0.01 to 100
 */
public record Erasing(float prob, int count, Mode mode, Range scale, Range ratio) {
    public static final int MAX_COUNT = 100;
    public static final Range DEFAULT_SCALE = new Range(0.02f, 1 / 3f);
    public static final Range DEFAULT_RATIO = new Range(0.3f, 1 / 0.3f);
    public static final Erasing NONE = new Erasing(0, 1, Mode.PIXEL, DEFAULT_SCALE, DEFAULT_RATIO);

    private static final int ATTEMPTS = 10;

    /** What a rectangle is filled with. */
    public enum Mode {
        /** 0, which is the mean colour. */
        CONST,
        /** A normal number for each value; what open_clip asks timm for. */
        PIXEL
    }

    public Erasing {
        Limits.requireProbability("re_prob", prob);
        Limits.requireWithin("re_count", count, 1, MAX_COUNT);
        Limits.requireWithin("re_scale", scale, 0, 1);
        Limits.requireWithin("re_ratio", ratio, 0.01f, 100);
    }

    void apply(Planes planes, Draws draws) {
        if (!draws.chance(prob)) {
            return;
        }
        int rectangles = count == 1 ? 1 : 1 + draws.below(count);
        for (int i = 0; i < rectangles; i++) {
            eraseOne(planes, rectangles, draws);
        }
    }

    private void eraseOne(Planes planes, int rectangles, Draws draws) {
        int size = planes.size();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double area = draws.uniform(scale) * planes.area() / rectangles;
            double aspect = draws.logUniform(ratio);
            int height = (int) Math.rint(Math.sqrt(area * aspect));
            int width = (int) Math.rint(Math.sqrt(area / aspect));
            if (width < size && height < size) {
                int top = draws.below(size - height + 1);
                int left = draws.below(size - width + 1);
                fill(planes, left, top, width, height, draws);
                return;
            }
        }
    }

    private void fill(Planes planes, int left, int top, int width, int height, Draws draws) {
        for (int plane = planes.red(); plane < planes.end(); plane += planes.area()) {
            for (int y = top; y < top + height; y++) {
                int start = plane + y * planes.size() + left;
                for (int i = start; i < start + width; i++) {
                    planes.values()[i] = mode == Mode.CONST ? 0 : draws.normal();
                }
            }
        }
    }
}
