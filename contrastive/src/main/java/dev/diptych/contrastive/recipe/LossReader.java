package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.loss.ClipLoss;
import dev.diptych.contrastive.loss.DistilledLoss;
import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.loss.MatryoshkaLoss;
import dev.diptych.contrastive.loss.SiglipLoss;
import dev.diptych.export.model.ModelConfig;
import java.util.ArrayList;
import java.util.List;

/** The section {@code loss} of a recipe, but for its kind and its mask. */
final class LossReader {
    private static final String LENGTHS = "matryoshka";
    private static final String SMOOTHING = "label_smoothing";

    private LossReader() {}

    static Loss read(Section section, LossKind kind, ModelConfig model) {
        Loss own = own(section, kind, model);
        Section distill = section.section("distill");
        double weight = distill.number("weight", 1, Double.MIN_VALUE, 1e6);
        return distill.optionalString("teacher").isPresent() ? new DistilledLoss(own, weight) : own;
    }

    private static Loss own(Section section, LossKind kind, ModelConfig model) {
        double smoothing = section.number(SMOOTHING, 0, 0, Math.nextDown(1f));
        if (smoothing > 0 && kind == LossKind.SIGLIP) {
            section.reject(SMOOTHING, "0 beside kind siglip, which has no targets to smooth");
        }
        Loss plain = kind == LossKind.CLIP ? new ClipLoss(smoothing) : new SiglipLoss();
        int whole = model.embedDim();
        List<Integer> shorter = section.integers(LENGTHS, List.of(), 1, Integer.MAX_VALUE);
        if (shorter.isEmpty()) {
            return plain;
        }
        List<Integer> lengths = new ArrayList<>(shorter);
        if (lengths.get(lengths.size() - 1) != whole) {
            lengths.add(whole);
        }
        if (!MatryoshkaLoss.areLengths(lengths)) {
            section.reject(LENGTHS, "lengths ascending, below the embedding's " + whole + " or up to it");
            return plain;
        }
        return new MatryoshkaLoss(plain, lengths);
    }
}
