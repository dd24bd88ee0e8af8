package dev.diptych.contrastive.model;

import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.PlanningEngine;

/**
 * How large a model is. Floating-point operations are those of matrix products and attention, a multiply-add counting
 * two, of one forward pass as it runs here: where a tower pools one token, its last block computes that token alone.
 *
 * @param imageParameters values of the vision tower
 * @param textParameters values of the text tower
 * @param parameters values of both, with the logit scale and bias
 * @param imageFlops of one image
 * @param textFlops of one caption of the whole context
 */
public record ModelSize(long imageParameters, long textParameters, long parameters, long imageFlops, long textFlops) {
    /** Counts a model, taking no memory for it. */
    public static ModelSize of(ModelConfig config) {
        try (PlanningEngine engine = new PlanningEngine()) {
            ClipModel model = new ClipModel(config, LossKind.of(config.usualFamily()), engine);
            return new ModelSize(
                    count(model, "visual."),
                    count(model, "") - count(model, "visual.") - count(model, "logit_"),
                    count(model, ""),
                    model.imageEncoder(1).flops(),
                    model.textEncoder(1, config.text().contextLength()).flops());
        }
    }

    /** Of one image and one caption. */
    public long flops() {
        return imageFlops + textFlops;
    }

    private static long count(ClipModel model, String prefix) {
        return model.parameters().entries().stream()
                .filter(entry -> entry.name().startsWith(prefix))
                .mapToLong(entry -> entry.tensor().shape().elements())
                .sum();
    }
}
