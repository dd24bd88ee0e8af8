package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.nn.optim.OptimizerConfig;

/** The section {@code optimizer} of a recipe, but for its learning rate. */
final class OptimizerReader {
    private OptimizerReader() {}

    static OptimizerConfig read(Section section) {
        OptimizerConfig standard = OptimizerConfig.DEFAULT;
        double largest = Math.nextDown(1.0);
        return new OptimizerConfig(
                section.choice("opt", standard.method()),
                section.number("beta1", standard.beta1(), 0, largest),
                section.number("beta2", standard.beta2(), 0, largest),
                section.number("eps", standard.epsilon(), Double.MIN_VALUE, 1),
                section.number("momentum", standard.momentum(), 0, largest),
                section.number("wd", standard.weightDecay(), 0, 10),
                section.has("grad_clip_norm")
                        ? section.number("grad_clip_norm", Double.MIN_VALUE, Double.MAX_VALUE)
                        : standard.gradientNormLimit());
    }
}
