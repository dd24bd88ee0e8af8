package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.vision.augment.Affine;
import dev.diptych.vision.augment.AugmentationConfig;
import dev.diptych.vision.augment.Blur;
import dev.diptych.vision.augment.ColorJitter;
import dev.diptych.vision.augment.Erasing;
import dev.diptych.vision.augment.Shading;
import dev.diptych.vision.augment.draw.Range;
import java.util.List;
import java.util.stream.Stream;

/** Reads the section {@code augmentation}: open_clip's {@code --aug-cfg} names where it has them. */
final class AugmentationReader {
    private AugmentationReader() {}

    /** @param usual what is done where a key is left out; nothing but a crop, changes of colour and blur */
    static AugmentationConfig read(Section section, AugmentationConfig usual) {
        return AugmentationConfig.builder()
                .scale(range(section, "scale", usual.scale(), 0.01, 16))
                .ratio(range(section, "ratio", usual.ratio(), 0.1, 10))
                .hflip(real(section, "hflip", usual.hflip(), 1))
                .affine(affine(section.section("affine")))
                .fillColor(section.integer("fill_color", AugmentationConfig.DEFAULT_FILL_COLOR, 0, 0xFFFFFF))
                .backgroundProb(real(section, "background_prob", 0, 1))
                .colorJitter(jitter(section, usual.colorJitter()))
                .grayScaleProb(real(section, "gray_scale_prob", usual.grayScaleProb(), 1))
                .invertProb(real(section, "invert_prob", 0, 1))
                .shading(shading(section.section("shading")))
                .blur(blur(section.section("blur"), usual.blur()))
                .erasing(erasing(section))
                .build();
    }

    private static Affine affine(Section section) {
        return new Affine(
                real(section, "prob", 0, 1),
                real(section, "rotate", 0, 180),
                real(section, "shear", 0, 60),
                real(section, "translate", 0, 1));
    }

    /** Brightness, contrast, saturation and hue as one list, as {@code --aug-cfg color_jitter} takes them. */
    private static ColorJitter jitter(Section section, ColorJitter usual) {
        List<Double> amounts = section.numbers(
                "color_jitter",
                Stream.of(usual.brightness(), usual.contrast(), usual.saturation(), usual.hue())
                        .map(AugmentationReader::shortest)
                        .toList(),
                0,
                1);
        if (amounts.size() != 4 || amounts.get(3) > 0.5) {
            section.reject("color_jitter", "four numbers: brightness, contrast, saturation up to 1, hue up to 0.5");
            return ColorJitter.NONE;
        }
        return new ColorJitter(
                jitterProb(section, amounts, usual.prob()),
                amounts.get(0).floatValue(),
                amounts.get(1).floatValue(),
                amounts.get(2).floatValue(),
                amounts.get(3).floatValue());
    }

    /** With {@code use_timm} colours always change, as timm has no probability for it. */
    private static float jitterProb(Section section, List<Double> amounts, float usual) {
        if (!section.flag("use_timm", false)) {
            return real(section, "color_jitter_prob", usual, 1);
        }
        for (String key : List.of("color_jitter_prob", "gray_scale_prob")) {
            if (section.has(key)) {
                section.reject(key, "none with use_timm, with which open_clip drops it");
            }
        }
        return amounts.stream().anyMatch(amount -> amount > 0) ? 1 : 0;
    }

    private static Shading shading(Section section) {
        return new Shading(real(section, "prob", 0, 1), real(section, "strength", 0, 1));
    }

    private static Blur blur(Section section, Blur usual) {
        return new Blur(real(section, "prob", usual.prob(), 1), range(section, "sigma", usual.sigma(), 0.1, 8));
    }

    private static Erasing erasing(Section section) {
        return new Erasing(
                real(section, "re_prob", 0, 1),
                section.integer("re_count", 1, 1, Erasing.MAX_COUNT),
                section.choice("re_mode", Erasing.Mode.PIXEL),
                range(section, "re_scale", Erasing.DEFAULT_SCALE, 0, 1),
                range(section, "re_ratio", Erasing.DEFAULT_RATIO, 0.01, 100));
    }

    private static float real(Section section, String key, float usual, double max) {
        return (float) section.number(key, shortest(usual), 0, max);
    }

    private static Range range(Section section, String key, Range fallback, double min, double max) {
        List<Double> ends = section.numbers(key, List.of(shortest(fallback.min()), shortest(fallback.max())), min, max);
        if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
            section.reject(key, "two numbers, the smaller first");
            return fallback;
        }
        return new Range(ends.get(0).floatValue(), ends.get(1).floatValue());
    }

    /** The double that prints as the float does, so that a resolved recipe reads well. */
    private static double shortest(float value) {
        return Double.parseDouble(Float.toString(value));
    }
}
