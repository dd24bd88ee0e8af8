package dev.diptych.export.check;

import dev.diptych.export.folder.ModelFolder;
import dev.diptych.export.model.ModelFamily;
import dev.diptych.export.safetensors.TensorReader;
import dev.diptych.export.tensor.Slot;
import java.util.List;
import java.util.Locale;

/*
 * The bounds are far outside of what published models have: matrices of open_clip's start from a root mean square of 1e-3 to 1,
 * and training does not take them to ten times that.
 */
/** The values of the tensors. One tensor is in memory at a time. */
final class ValueCheck {
    private static final double LEAST = 1e-5; // root mean square of a matrix
    private static final double MOST = 10;
    private static final double LN_100 = Math.log(100);
    private static final double ROUNDING = 4e-3; // of float16 and bfloat16 at ln 100 is less than 1/64

    private final ModelFolder folder;
    private final TensorReader reader;
    private final List<Finding> findings;
    private boolean good = true;

    ValueCheck(ModelFolder folder, TensorReader reader, List<Finding> findings) {
        this.folder = folder;
        this.reader = reader;
        this.findings = findings;
    }

    void run(List<Slot> tensors) {
        for (Slot slot : tensors) {
            float[] values = reader.read(slot.name());
            look(slot, values);
            if (values.length == 1 && slot.name().endsWith("logit_scale")) {
                scale(slot.name(), values[0]);
            } else if (values.length == 1 && slot.name().endsWith("logit_bias")) {
                bias(slot.name(), values[0]);
            }
        }
        if (good) {
            findings.add(
                    Finding.ok("values", folder.weights(), "all finite, no layer without effect, no unusual size"));
        }
    }

    private void look(Slot slot, float[] values) {
        long odd = 0;
        long zero = 0;
        double squares = 0;
        for (float value : values) {
            odd += Float.isFinite(value) ? 0 : 1;
            zero += value == 0 ? 1 : 0;
            squares += (double) value * value;
        }
        boolean matrix = slot.shape().size() > 1;
        boolean norm = slot.name().matches(".*(ln|norm)[^/]*weight");
        if (odd > 0) {
            add(Finding.fail(
                    "values", slot.name(), odd + " of " + values.length + " NaN or infinite", "finite weights"));
        } else if (zero == values.length && (matrix || norm)) {
            add(Finding.warn("values", slot.name(), "all zero", "a layer that has an effect"));
        } else if (matrix) {
            double size = Math.sqrt(squares / values.length);
            if (size < LEAST || size > MOST) {
                add(Finding.warn(
                        "values",
                        slot.name(),
                        String.format(Locale.ROOT, "a root mean square of %.3g", size),
                        LEAST + " to " + MOST));
            }
        }
    }

    private void scale(String name, float scale) {
        if (!Float.isFinite(scale)) {
            return; // told with the values
        }
        String actual = String.format(Locale.ROOT, "%.4f, a factor of %.2f", scale, Math.exp(scale));
        if (folder.description().family() == ModelFamily.CLIP && scale > LN_100 + ROUNDING) {
            add(Finding.warn(
                    "logit scale", name, actual, "at most ln 100, to which CLIP is clamped; is it stored as a log?"));
        } else if (scale <= 0) {
            add(Finding.warn(
                    "logit scale", name, actual, "above 0, as a log; probabilities are nearly equal otherwise"));
        } else {
            findings.add(Finding.ok("logit scale", name, actual));
        }
    }

    private void bias(String name, float bias) {
        String actual = String.format(Locale.ROOT, "%.4f", bias);
        if (folder.description().family() != ModelFamily.SIGLIP) {
            add(Finding.warn(
                    "logit bias", name, actual, "none with a loss of CLIP's, whose softmax it does not change"));
        } else if (bias >= 0) {
            add(Finding.warn("logit bias", name, actual, "below 0: most pairs do not match"));
        } else {
            findings.add(Finding.ok("logit bias", name, actual));
        }
    }

    private void add(Finding finding) {
        findings.add(finding);
        good = false;
    }
}
