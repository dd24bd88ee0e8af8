package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.step.TrainingNeed;
import dev.diptych.contrastive.train.Trainer;
import java.util.Locale;

/**
 * What a recipe's training takes; nothing is taken to tell.
 *
 * @param size parameters, by tower
 * @param need of the engine's memory
 * @param aheadBytes of Java's heap: the images of the batches that are read ahead
 * @param stateBytes weights and moments: what the copy for a checkpoint takes of the heap, and the checkpoint of the disk
 * @param checkpoints how many there are on the disk at most, one that is being written included
 * @param pairs of the training set
 * @param stepsPerEpoch whole batches of an epoch
 * @param steps of the run
 */
public record RunPlan(
        ModelSize size,
        TrainingNeed need,
        long aheadBytes,
        long stateBytes,
        int checkpoints,
        int pairs,
        int stepsPerEpoch,
        long steps) {
    /** Plans a recipe's training on its data. */
    public static RunPlan of(Recipe recipe, Samples samples) {
        TrainingNeed need = need(recipe);
        int perEpoch = Trainer.order(recipe, samples).steps(recipe.pairsPerStep());
        return new RunPlan(
                ModelSize.of(recipe.model()),
                need,
                BatchLoader.aheadBytes(recipe.batchSize(), recipe.inputLength()),
                need.parameters() + need.optimizer(),
                2 + recipe.saving().keep(),
                samples.size(),
                perEpoch,
                (long) perEpoch * recipe.epochs());
    }

    /** The engine's memory that a recipe's training takes. */
    public static TrainingNeed need(Recipe recipe) {
        return TrainingNeed.of(
                recipe.model(),
                recipe.loss(),
                recipe.objective(),
                recipe.masking() != Masking.NONE,
                recipe.pairsPerStep(),
                recipe.precision(),
                recipe.largestStep(),
                recipe.optimizer(),
                recipe.tuning());
    }

    /** Values that are trained. */
    public long trained() {
        return need.gradients() / Float.BYTES;
    }

    /**
     * Checks that the training fits.
     *
     * @param memory bytes that the machine has
     * @param heap bytes that Java's heap may have
     * @throws PlanException if it does not
     */
    public void requireRoom(long memory, long heap) {
        if (need.bytes() > memory) {
            throw new PlanException(String.format(
                    Locale.ROOT,
                    "plan failed: a step takes %.1f GiB, expected at most the machine's %.1f GiB; lower train.batch_size, or"
                            + " set train.grad_checkpointing or train.accum_freq",
                    need.bytes() / 0x1p30,
                    memory / 0x1p30));
        }
        if (aheadBytes > heap) {
            throw new PlanException(String.format(
                    Locale.ROOT,
                    "plan failed: the batches ahead take %.1f GiB, expected at most the %.1f GiB of Java's heap; lower"
                            + " train.batch_size, or raise it with JAVA_OPTS=-Xmx8g",
                    aheadBytes / 0x1p30,
                    heap / 0x1p30));
        }
    }
}
