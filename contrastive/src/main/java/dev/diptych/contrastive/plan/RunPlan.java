package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.data.BatchLoader;
import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.model.ClipModel;
import dev.diptych.contrastive.model.ModelSize;
import dev.diptych.contrastive.ranks.Ranks;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.train.Trainer;
import java.util.Locale;
import java.util.Optional;

/**
 * What a recipe's training takes; nothing is taken to tell.
 *
 * @param size parameters, by tower
 * @param need of the engine's memory
 * @param lastNeed of it in the last epochs, where images have another size then; else empty
 * @param lastSteps of the steps, how many those epochs have
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
        Optional<TrainingNeed> lastNeed,
        long lastSteps,
        long aheadBytes,
        long stateBytes,
        int checkpoints,
        int pairs,
        int stepsPerEpoch,
        long steps) {
    /** Plans a recipe's training on its data. */
    public static RunPlan of(Recipe recipe, Samples samples) {
        TrainingNeed need = need(recipe);
        Recipe last = recipe.atFinalResolution();
        Optional<TrainingNeed> lastNeed = recipe.finalResolution().map(resolution -> need(last));
        int perEpoch = Trainer.order(recipe, samples).steps(recipe.pairsPerStep());
        long steps = (long) perEpoch * recipe.epochs();
        return new RunPlan(
                ModelSize.of(last.model()),
                need,
                lastNeed,
                steps - recipe.finalResolutionFrom(steps, perEpoch),
                BatchLoader.aheadBytes(recipe.batchSize(), last.inputLength()),
                lastNeed.map(RunPlan::stateBytes).orElse(stateBytes(need)) + adaptedBytes(recipe),
                2 + recipe.saving().keep(),
                samples.size(),
                perEpoch,
                steps);
    }

    private static long stateBytes(TrainingNeed need) {
        return need.parameters() + need.optimizer();
    }

    /** What a checkpoint has of adapted matrices as they were, beside the merged ones. */
    private static long adaptedBytes(Recipe recipe) {
        return Float.BYTES
                * ClipModel.declare(recipe.model(), recipe.loss(), recipe.lora()).adapters().values().stream()
                        .mapToLong(adapter -> adapter.weightShape().elements())
                        .sum();
    }

    /**
     * The engine's memory that a recipe's training takes at most, in bytes.
     *
     * @param ranks that share each step's pairs; what one of them takes
     */
    public static long bytes(Recipe recipe, int ranks) {
        long first = need(recipe, ranks).bytes();
        return recipe.finalResolution().isEmpty()
                ? first
                : Math.max(first, need(recipe.atFinalResolution(), ranks).bytes());
    }

    /** The engine's memory that a recipe's training takes, before images change their size. */
    public static TrainingNeed need(Recipe recipe) {
        return need(recipe, 1);
    }

    private static TrainingNeed need(Recipe recipe, int ranks) {
        return TrainingNeed.of(
                recipe.model(),
                recipe.loss(),
                recipe.objective(),
                recipe.masking() != Masking.NONE,
                recipe.pairsPerStep(),
                recipe.precision(),
                recipe.largestStep(),
                recipe.optimizer(),
                recipe.tuning(),
                ranks == 1 ? Ranks.one() : new PlannedRanks(ranks));
    }

    /** Values that are trained. */
    public long trained() {
        return need.gradients() / Float.BYTES;
    }

    /** The engine's memory that the run takes at most, in bytes. */
    public long bytes() {
        return Math.max(need.bytes(), lastNeed.map(TrainingNeed::bytes).orElse(0L));
    }

    /**
     * Says that a step does not fit; empty where it does.
     *
     * @param bytes that a process takes
     * @param processes that the machine has, 1 or more
     * @param memory of the machine
     */
    public static Optional<String> tooLarge(long bytes, int processes, long memory) {
        return bytes <= memory / processes
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "a step takes %.1f GiB%s, expected at most the machine's %.1f GiB; lower train.batch_size, or"
                                + " set train.grad_checkpointing or train.accum_freq",
                        bytes / 0x1p30,
                        processes == 1 ? "" : " on each of the " + processes + " ranks here",
                        memory / 0x1p30));
    }

    /**
     * Checks that the training fits.
     *
     * @param memory bytes that the machine has
     * @param heap bytes that Java's heap may have
     * @throws PlanException if it does not
     */
    public void requireRoom(long memory, long heap) {
        tooLarge(bytes(), 1, memory).ifPresent(said -> {
            throw new PlanException("plan failed: " + said);
        });
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
