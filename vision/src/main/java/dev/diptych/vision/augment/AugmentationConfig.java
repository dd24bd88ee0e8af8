package dev.diptych.vision.augment;

import dev.diptych.vision.augment.draw.Limits;
import dev.diptych.vision.augment.draw.Range;

/**
 * What is done at random to an image on its way to model input, in the order of the parameters.
 *
 * <p>{@code scale}, {@code ratio}, {@code color_jitter}, {@code color_jitter_prob}, {@code gray_scale_prob}, {@code re_prob}
 * and {@code re_count} are open_clip's {@code --aug-cfg}, whose defaults {@link #DEFAULT} has; the others are off there.
 *
 * @param scale the crop's share of the image's area is drawn from here; above 1 it reaches past the edges, which zooms
 *     out; 0.01 to 16, by default 0.9 to 1
 * @param ratio the crop's width over its height is drawn from here, uniformly in the logarithm; 0.1 to 10, by default 3/4
 *     to 4/3. Where scale and ratio are both exactly 1 there is no crop: the image is fitted as in preprocessing
 * @param hflip how often columns are mirrored, 0 to 1; by default 0: captions tell left from right
 * @param affine rotation, shear and shift; by default off
 * @param fillColor 0xRRGGBB past the image's edges, by default white
 * @param backgroundProb how often a random colour is used for that instead, 0 to 1; by default 0
 * @param colorJitter changes of colour; by default off
 * @param grayScaleProb how often the image becomes grey, 0 to 1; by default 0
 * @param invertProb how often every value v becomes 1 - v, 0 to 1; by default 0
 * @param shading smooth light; by default off
 * @param blur Gaussian blur; by default off
 * @param erasing random erasing, after normalisation; by default off
 */
public record AugmentationConfig(
        Range scale,
        Range ratio,
        float hflip,
        Affine affine,
        int fillColor,
        float backgroundProb,
        ColorJitter colorJitter,
        float grayScaleProb,
        float invertProb,
        Shading shading,
        Blur blur,
        Erasing erasing) {
    public static final Range DEFAULT_SCALE = new Range(0.9f, 1);
    public static final Range DEFAULT_RATIO = new Range(3 / 4f, 4 / 3f);
    public static final int DEFAULT_FILL_COLOR = 0xFFFFFF;

    /** open_clip's augmentation: a random crop of nearly everything. */
    public static final AugmentationConfig DEFAULT = builder().build();

    /** No augmentation: the result is that of the preprocessing. */
    public static final AugmentationConfig NONE =
            builder().scale(Range.ONE).ratio(Range.ONE).build();

    public AugmentationConfig {
        Limits.requireWithin("scale", scale, 0.01f, 16);
        Limits.requireWithin("ratio", ratio, 0.1f, 10);
        Limits.requireProbability("hflip", hflip);
        Limits.requireProbability("background_prob", backgroundProb);
        Limits.requireProbability("gray_scale_prob", grayScaleProb);
        Limits.requireProbability("invert_prob", invertProb);
        if (fillColor < 0 || fillColor > 0xFFFFFF) {
            throw new IllegalArgumentException("augmentation rejected: fill_color: 0x" + Integer.toHexString(fillColor)
                    + ", expected 0x000000 to 0xFFFFFF");
        }
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    boolean crops() {
        return !scale.isOne() || !ratio.isOne();
    }

    /** Gathers the settings that differ from the defaults. */
    public static final class Builder {
        private Range scale = DEFAULT_SCALE;
        private Range ratio = DEFAULT_RATIO;
        private float hflip;
        private Affine affine = Affine.NONE;
        private int fillColor = DEFAULT_FILL_COLOR;
        private float backgroundProb;
        private ColorJitter colorJitter = ColorJitter.NONE;
        private float grayScaleProb;
        private float invertProb;
        private Shading shading = Shading.NONE;
        private Blur blur = Blur.NONE;
        private Erasing erasing = Erasing.NONE;

        private Builder() {}

        public Builder scale(Range value) {
            scale = value;
            return this;
        }

        public Builder ratio(Range value) {
            ratio = value;
            return this;
        }

        public Builder hflip(float value) {
            hflip = value;
            return this;
        }

        public Builder affine(Affine value) {
            affine = value;
            return this;
        }

        public Builder fillColor(int value) {
            fillColor = value;
            return this;
        }

        public Builder backgroundProb(float value) {
            backgroundProb = value;
            return this;
        }

        public Builder colorJitter(ColorJitter value) {
            colorJitter = value;
            return this;
        }

        public Builder grayScaleProb(float value) {
            grayScaleProb = value;
            return this;
        }

        public Builder invertProb(float value) {
            invertProb = value;
            return this;
        }

        public Builder shading(Shading value) {
            shading = value;
            return this;
        }

        public Builder blur(Blur value) {
            blur = value;
            return this;
        }

        public Builder erasing(Erasing value) {
            erasing = value;
            return this;
        }

        public AugmentationConfig build() {
            return new AugmentationConfig(
                    scale,
                    ratio,
                    hflip,
                    affine,
                    fillColor,
                    backgroundProb,
                    colorJitter,
                    grayScaleProb,
                    invertProb,
                    shading,
                    blur,
                    erasing);
        }
    }
}
