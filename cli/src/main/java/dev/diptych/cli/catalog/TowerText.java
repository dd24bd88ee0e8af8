package dev.diptych.cli.catalog;

import dev.diptych.nn.op.Activation;
import dev.diptych.text.TextConfig;
import dev.diptych.vision.VisionConfig;
import java.util.Locale;

/** A tower's shape in a line. */
final class TowerText {
    private TowerText() {}

    static String of(VisionConfig vision) {
        return vision.imageSize() + " px, patch " + vision.patchSize() + ": " + vision.tokens() + " tokens; "
                + blocks(vision.layers(), vision.width(), vision.heads(), vision.activation()) + "; pool "
                + vision.attentionalPool()
                        .map(pool -> "by " + pool.queries() + " queries, ")
                        .orElse("")
                + lower(vision.pool());
    }

    static String of(TextConfig text) {
        return text.contextLength() + " tokens of " + text.vocabSize() + "; "
                + blocks(text.layers(), text.width(), text.heads(), text.activation()) + "; pool "
                + lower(text.pool()) + (text.causal() ? "" : ", not causal");
    }

    private static String blocks(int layers, int width, int heads, Activation.Kind activation) {
        return layers + " blocks of " + width + ", " + heads + " heads, " + lower(activation);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
