package dev.diptych.contrastive.train;

import dev.diptych.contrastive.data.Masking;
import dev.diptych.contrastive.recipe.Recipe;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Sees what a run does not recover from though its numbers are finite; each is said once. */
final class Watch {
    /** Lines of the log in a row: what a healthy run passes in its first steps after the warm-up. */
    private static final int LINES = 50;

    /** How near the loss is to that of guessing, as a share of it. */
    private static final double NEAR = 0.01;

    private final OptionalDouble chance;
    private final Masking masking;
    private final int warmup;
    private int atChance;
    private boolean saidNegatives;

    Watch(Recipe recipe) {
        this.chance = recipe.chanceLoss();
        this.masking = recipe.masking();
        this.warmup = recipe.schedule().warmup();
    }

    /**
     * Looks at a step's pairs.
     *
     * @param groups int32 [B], equal for pairs that are not each other's negatives
     * @return what is wrong with them, if anything is and was not said
     */
    Optional<String> batch(long step, int[] groups) {
        if (saidNegatives || masking == Masking.NONE || Arrays.stream(groups).anyMatch(group -> group != groups[0])) {
            return Optional.empty();
        }
        saidNegatives = true;
        return Optional.of("step " + step + ": all " + groups.length + " pairs have the same "
                + masking.name().toLowerCase(Locale.ROOT)
                + ", so that none has a negative and nothing is learnt, expected others (loss.mask, train.batch_size)");
    }

    /** Looks at a logged step; returns what is wrong with the run, if anything is and was not said. */
    Optional<String> line(StepLog log) {
        double guessing = chance.orElse(Double.NaN);
        boolean near = log.step() > warmup && Math.abs(log.loss() - guessing) <= NEAR * guessing;
        atChance = near ? atChance + 1 : 0;
        return atChance != LINES
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "step %d: the loss has been that of guessing, %.3f, for %d lines, with a logit scale of %.2f:"
                                + " the run has collapsed, try a lower optimizer.lr or a longer schedule.warmup",
                        log.step(),
                        guessing,
                        LINES,
                        log.logitScale()));
    }
}
