package dev.diptych.vision.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.diptych.vision.augment.draw.Range;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentationConfigTest {
    @Test
    void startsFromOpenClipsDefaults() {
        assertThat(AugmentationConfig.DEFAULT)
                .isEqualTo(new AugmentationConfig(
                        new Range(0.9f, 1),
                        new Range(0.75f, 4 / 3f),
                        0,
                        new Affine(0, 0, 0, 0),
                        0xFFFFFF,
                        0,
                        new ColorJitter(0, 0, 0, 0, 0),
                        0,
                        0,
                        new Shading(0, 0),
                        new Blur(0, new Range(0.1f, 2)),
                        new Erasing(0, 1, Erasing.Mode.PIXEL, new Range(0.02f, 1 / 3f), new Range(0.3f, 1 / 0.3f))));
    }

    record Case(String message, ThrowingCallable made) {}

    static Case[] outOfRange() {
        return new Case[] {
            new Case("range rejected: 2.0 to 1.0, expected min <= max", () -> new Range(2, 1)),
            new Case(
                    "augmentation rejected: scale: 0.0 to 1.0, expected 0.01 to 16.0",
                    () -> AugmentationConfig.builder().scale(new Range(0, 1)).build()),
            new Case(
                    "augmentation rejected: ratio: 0.01 to 1.0, expected 0.1 to 10.0",
                    () -> AugmentationConfig.builder()
                            .ratio(new Range(0.01f, 1))
                            .build()),
            new Case(
                    "augmentation rejected: hflip: 1.5, expected 0.0 to 1.0",
                    () -> AugmentationConfig.builder().hflip(1.5f).build()),
            new Case(
                    "augmentation rejected: fill_color: 0x1000000, expected 0x000000 to 0xFFFFFF",
                    () -> AugmentationConfig.builder().fillColor(0x1000000).build()),
            new Case(
                    "augmentation rejected: affine.rotate: 200.0, expected 0.0 to 180.0",
                    () -> new Affine(1, 200, 0, 0)),
            new Case("augmentation rejected: affine.shear: 61.0, expected 0.0 to 60.0", () -> new Affine(1, 0, 61, 0)),
            new Case(
                    "augmentation rejected: affine.translate: 1.5, expected 0.0 to 1.0",
                    () -> new Affine(1, 0, 0, 1.5f)),
            new Case(
                    "augmentation rejected: color_jitter.hue: 0.6, expected 0.0 to 0.5",
                    () -> new ColorJitter(1, 0, 0, 0, 0.6f)),
            new Case("augmentation rejected: shading.prob: NaN, expected 0.0 to 1.0", () -> new Shading(Float.NaN, 0)),
            new Case(
                    "augmentation rejected: blur.sigma: 0.0 to 1.0, expected 0.1 to 8.0",
                    () -> new Blur(1, new Range(0, 1))),
            new Case(
                    "augmentation rejected: re_scale: 0.5 to 1.5, expected 0.0 to 1.0",
                    () -> new Erasing(1, 1, Erasing.Mode.CONST, new Range(0.5f, 1.5f), Range.ONE)),
            new Case(
                    "augmentation rejected: re_count: 0.0, expected 1.0 to 100.0",
                    () -> new Erasing(1, 0, Erasing.Mode.CONST, Range.ONE, Range.ONE)),
        };
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void rejectsASettingOutOfRange(Case c) {
        assertThatIllegalArgumentException().isThrownBy(c.made).withMessage(c.message);
    }
}
