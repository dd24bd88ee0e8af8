package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.loss.Loss;
import dev.diptych.contrastive.loss.LossKind;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.Tuning;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.step.StepOptions;
import dev.diptych.contrastive.step.TrainingStep;
import dev.diptych.contrastive.step.TrainingSteps;
import dev.diptych.export.model.ModelConfig;
import dev.diptych.nn.engine.PlanningEngine;
import dev.diptych.nn.layer.Parameters;
import dev.diptych.nn.optim.Optimizer;
import dev.diptych.nn.optim.OptimizerConfig;
import dev.diptych.nn.tape.Precision;

/**
 * The engine's memory that training takes, in bytes, as the memory plan of the step for captions of the whole context
 * has it. An engine's own scratch and Java's heap, which holds the batches that are read ahead, come on top; so does a teacher.
 *
 * @param parameters the learnt values
 * @param gradients one for each of them that is trained
 * @param optimizer the moments, one or two for each of those, the average, if one is kept, and what the update computes and reads
 * @param activations what the passes keep and compute
 * @param inputs a batch of images and captions, and what is read of a step
 * @param flops floating-point operations of a step as it runs
 */
public record TrainingNeed(long parameters, long gradients, long optimizer, long activations, long inputs, long flops) {
    /** What training all parameters by the usual loss takes. */
    public static TrainingNeed of(ModelConfig config, int pairs, Precision precision, StepOptions options) {
        LossKind kind = LossKind.of(config.usualFamily());
        return of(config, kind, Loss.of(kind), false, pairs, precision, options, OptimizerConfig.DEFAULT, Tuning.WHOLE);
    }

    /**
     * Records and plans a step, taking no memory for it.
     *
     * @param kind of the model's loss
     * @param masked whether pairs of one group are kept from being each other's negatives
     * @param pairs B, pairs in a step, a multiple of the micro-batches
     * @param settings the optimiser's
     * @param tuning how the model is trained
     */
    public static TrainingNeed of(
            ModelConfig config,
            LossKind kind,
            Loss loss,
            boolean masked,
            int pairs,
            Precision precision,
            StepOptions options,
            OptimizerConfig settings,
            Tuning tuning) {
        return of(config, kind, loss, masked, pairs, precision, options, settings, tuning, Ranks.one());
    }

    /** As above, what one of several ranks takes that share the pairs. */
    static TrainingNeed of(
            ModelConfig config,
            LossKind kind,
            Loss loss,
            boolean masked,
            int pairs,
            Precision precision,
            StepOptions options,
            OptimizerConfig settings,
            Tuning tuning,
            Ranks ranks) {
        try (PlanningEngine engine = new PlanningEngine()) {
            ClipModel model = new ClipModel(config, kind, precision, engine, tuning);
            long parameters = engine.bytes();
            Parameters.Block gradients = model.parameters().mirror("gradient", engine);
            long withGradients = engine.bytes();
            Optimizer optimizer = model.optimizer(settings, gradients);
            long withOptimizer = engine.bytes();
            TrainingSteps steps =
                    new TrainingSteps(model, loss.alone(), pairs, masked, null, gradients, options, () -> false, ranks);
            TrainingStep step = steps.whole();
            long activations = step.activationBytes();
            return new TrainingNeed(
                    parameters,
                    withGradients - parameters,
                    withOptimizer - withGradients,
                    activations,
                    engine.bytes() - withOptimizer - activations,
                    step.executedFlops() + optimizer.program().executedFlops());
        }
    }

    /** All of it. */
    public long bytes() {
        return parameters + gradients + optimizer + activations + inputs;
    }
}
