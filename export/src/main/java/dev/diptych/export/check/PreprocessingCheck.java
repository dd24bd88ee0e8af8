package dev.diptych.export.check;

import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.image.resize.Resampling;
import dev.diptych.vision.preprocess.ChannelValues;
import dev.diptych.vision.preprocess.Preprocessing;
import dev.diptych.vision.preprocess.ResizeMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is done to images, against what models of the kind are trained with. */
final class PreprocessingCheck {
    private static final ChannelValues HALF = new ChannelValues(0.5f, 0.5f, 0.5f);

    /** Means with the deviations that go with them: OpenAI's, ImageNet's, and the plain ones of Inception and SigLIP. */
    private static final Map<ChannelValues, ChannelValues> USUAL = Map.of(
            ChannelValues.OPENAI_MEAN,
            ChannelValues.OPENAI_STD,
            new ChannelValues(0.485f, 0.456f, 0.406f),
            new ChannelValues(0.229f, 0.224f, 0.225f),
            HALF,
            HALF);

    private final ModelFolder folder;
    private final Preprocessing preprocessing;
    private final boolean siglip;
    private final List<Finding> findings;

    PreprocessingCheck(ModelFolder folder, List<Finding> findings) {
        this.folder = folder;
        this.preprocessing = folder.description().preprocessing();
        this.siglip = folder.description().family() == ModelFamily.SIGLIP;
        this.findings = findings;
    }

    void run() {
        normalization();
        resize();
        String rule = preprocessing.resizeMode() == ResizeMode.SHORTEST
                ? "the middle begins at " + preprocessing.cropStart().label()
                        + "; the other library's is a pixel beside where the margin is odd"
                : "none, the whole image is used";
        findings.add(Finding.ok("crop", folder.folder(), rule));
    }

    private void normalization() {
        ChannelValues mean = preprocessing.mean();
        ChannelValues std = preprocessing.std();
        String actual = "mean " + text(mean) + ", std " + text(std);
        if (!within(mean, 0, 1) || !within(std, 0.05, 1)) {
            findings.add(Finding.fail(
                    "normalisation",
                    folder.folder(),
                    actual,
                    "means of 0 to 1 and deviations of 0.05 to 1, of pixels from 0 to 1"));
        } else if (USUAL.entrySet().stream()
                .noneMatch(usual -> close(mean, usual.getKey()) && close(std, usual.getValue()))) {
            findings.add(Finding.warn(
                    "normalisation", folder.folder(), actual, "those of OpenAI, of ImageNet, or 0.5 and 0.5"));
        } else if (siglip && !close(mean, HALF)) {
            findings.add(Finding.warn("normalisation", folder.folder(), actual, "0.5 and 0.5, as SigLIP's"));
        } else {
            findings.add(Finding.ok("normalisation", folder.folder(), actual));
        }
    }

    private void resize() {
        String actual = preprocessing.size() + " pixels, "
                + preprocessing.resizeMode().name().toLowerCase(Locale.ROOT) + ", "
                + preprocessing.interpolation().name().toLowerCase(Locale.ROOT)
                + ", antialiased as in Pillow; transformers.js does that without, and drops alpha";
        ResizeMode usual = siglip ? ResizeMode.SQUASH : ResizeMode.SHORTEST;
        if (preprocessing.resizeMode() != usual || preprocessing.interpolation() != Resampling.BICUBIC) {
            findings.add(Finding.warn(
                    "resize",
                    folder.folder(),
                    actual,
                    usual.name().toLowerCase(Locale.ROOT) + " and bicubic, as " + (siglip ? "SigLIP's" : "CLIP's")
                            + ", unless it was trained so"));
        } else {
            findings.add(Finding.ok("resize", folder.folder(), actual));
        }
    }

    private static String text(ChannelValues values) {
        return values.red() + " " + values.green() + " " + values.blue();
    }

    private static boolean within(ChannelValues values, double least, double most) {
        for (int channel = 0; channel < 3; channel++) {
            if (!(values.get(channel) >= least && values.get(channel) <= most)) {
                return false;
            }
        }
        return true;
    }

    private static boolean close(ChannelValues a, ChannelValues b) {
        for (int channel = 0; channel < 3; channel++) {
            if (Math.abs(a.get(channel) - b.get(channel)) > 1e-3) {
                return false;
            }
        }
        return true;
    }
}
