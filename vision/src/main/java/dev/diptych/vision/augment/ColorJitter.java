package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Draws;
import dev.diptych.vision.augment.draw.Limits;

/**
 * Random changes of colour: torchvision's ColorJitter.
 *
 * <p>The four changes are made in an order that is drawn, each clipped to [0, 1]. torchvision rounds to 8 bits after each
 * as well.
 *
 * @param prob how often an image is changed, 0 to 1; open_clip's {@code color_jitter_prob}
 * @param brightness the factor of all values is drawn from 1 - brightness to 1 + brightness; 0 to 1
 * @param contrast the factor of the distances from the mean grey, drawn likewise; 0 to 1
 * @param saturation the factor of the distances from each pixel's grey, drawn likewise; 0 to 1
 * @param hue the turn of the HSV hue is drawn from -hue to hue, in full turns; 0 to 0.5
 */
public record ColorJitter(float prob, float brightness, float contrast, float saturation, float hue) {
    public static final ColorJitter NONE = new ColorJitter(0, 0, 0, 0, 0);

    /** In the order in which their amounts are drawn. */
    private enum Change {
        BRIGHTNESS,
        CONTRAST,
        SATURATION,
        HUE
    }

    public ColorJitter {
        Limits.requireProbability("color_jitter.prob", prob);
        Limits.requireWithin("color_jitter.brightness", brightness, 0, 1);
        Limits.requireWithin("color_jitter.contrast", contrast, 0, 1);
        Limits.requireWithin("color_jitter.saturation", saturation, 0, 1);
        Limits.requireWithin("color_jitter.hue", hue, 0, 0.5f);
    }

    void apply(Planes planes, Draws draws) {
        if (!draws.chance(prob)) {
            return;
        }
        float[] amounts = {
            draws.uniform(1 - brightness, 1 + brightness),
            draws.uniform(1 - contrast, 1 + contrast),
            draws.uniform(1 - saturation, 1 + saturation),
            draws.uniform(-hue, hue)
        };
        boolean[] wanted = {brightness != 0, contrast != 0, saturation != 0, hue != 0};
        for (int change : draws.permutation(amounts.length)) {
            if (wanted[change]) {
                change(planes, Change.values()[change], amounts[change]);
            }
        }
    }

    private static void change(Planes planes, Change which, float amount) {
        switch (which) {
            case BRIGHTNESS -> adjustBrightness(planes, amount);
            case CONTRAST -> adjustContrast(planes, amount);
            case SATURATION -> adjustSaturation(planes, amount);
            case HUE -> HueShift.apply(planes, amount);
        }
    }

    /** Multiplies every value. */
    static void adjustBrightness(Planes planes, float factor) {
        blend(planes, factor, 0, 0);
    }

    /** Multiplies every distance from the mean grey, which is rounded to 8 bits. */
    static void adjustContrast(Planes planes, float factor) {
        float mean = (float) Math.floor(Luma.mean(planes) * 255 + 0.5) / 255;
        blend(planes, factor, 0, (1 - factor) * mean);
    }

    /** Multiplies every distance from a pixel's own grey. */
    static void adjustSaturation(Planes planes, float factor) {
        blend(planes, factor, 1 - factor, 0);
    }

    /** Makes every pixel its own grey. */
    static void grayScale(Planes planes) {
        blend(planes, 0, 1, 0);
    }

    private static void blend(Planes planes, float own, float luma, float shift) {
        float[] v = planes.values();
        int green = planes.area();
        int blue = 2 * planes.area();
        for (int i = planes.red(); i < planes.green(); i++) {
            float r = v[i];
            float g = v[i + green];
            float b = v[i + blue];
            float grey = (Luma.RED * r + Luma.GREEN * g + Luma.BLUE * b) * luma + shift;
            v[i] = clip(own * r + grey);
            v[i + green] = clip(own * g + grey);
            v[i + blue] = clip(own * b + grey);
        }
    }

    private static float clip(float value) {
        return Math.min(Math.max(value, 0), 1);
    }
}
