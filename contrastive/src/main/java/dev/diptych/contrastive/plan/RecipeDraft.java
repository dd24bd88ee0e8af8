package dev.diptych.contrastive.plan;

import dev.diptych.config.ConfigFile;
import java.util.List;
import java.util.Locale;

/**
 * A recipe for a folder of data and a budget.
 *
 * @param data as {@code data.train} has it
 * @param pairs of the data
 * @param budget of the training
 * @param model a name in configs/models
 * @param batch pairs of a step
 * @param precision as {@code train.precision} has it
 */
public record RecipeDraft(String data, int pairs, Budget budget, String model, int batch, String precision) {
    /** The cheapest first. */
    public static final List<String> MODELS =
            List.of("ViT-T-8-64", "ViT-T-16-128", "ViT-S-32", "ViT-S-16", "ViT-B-32", "ViT-B-16", "ViT-L-14");

    /** As open_clip has it; a model that sees the data less often is too large for the budget. */
    public static final int ENOUGH_EPOCHS = 32;

    private static final int MOST_EPOCHS = 200; // more is learning by heart
    private static final int LARGEST_BATCH = 1024;
    private static final int SMALLEST_BATCH = 16;
    private static final int STEPS_PER_EPOCH = 8; // at least, where the data are few
    private static final double SHARE =
            0.9; // of the budget; the rest is reading, checkpoints and what was not foreseen

    /** A batch for so many pairs: a power of two. */
    public static int batch(int pairs) {
        int most = Math.min(LARGEST_BATCH, Math.max(SMALLEST_BATCH, pairs / STEPS_PER_EPOCH));
        return Integer.highestOneBit(Math.max(2, Math.min(most, pairs)));
    }

    /** The smaller batch to try where this one does not fit; 0 where there is none. */
    public static int smaller(int batch) {
        return batch > 2 ? batch / 2 : 0;
    }

    /** Steps of an epoch. */
    public int stepsPerEpoch() {
        return pairs / batch;
    }

    /** How many epochs fit, from 0. */
    public int epochs(StepRate rate) {
        return (int) Math.min(MOST_EPOCHS, SHARE * budget.seconds() / (rate.seconds() * stepsPerEpoch()));
    }

    /** The recipe, with its reasons. */
    public String yaml(StepRate rate) {
        int epochs = Math.max(1, epochs(rate));
        long steps = (long) epochs * stepsPerEpoch();
        long warmup = Math.min(10_000, steps / 10);
        String told = rate.measured() > 0
                ? "measured over " + rate.measured() + (rate.measured() == 1 ? " step" : " steps")
                : "told from the rate of a large matrix product";
        long every = Math.max(1, Math.round(1800 / rate.seconds()));
        return """
                # A first recipe for %s and a budget of %s on this machine:
                #   %d pairs, a step of %d of them in %.3g s (%s)
                #   %d steps an epoch, %d %s: %d steps in %s, and what reading the data takes beyond that
                # Look at it again with 'diptych plan --config' and this file; docs/recipes.md explains every key.

                seed: 0
                data:
                  train: %s
                  captions: one # of an image's captions, any
                model: %s # %s
                augmentation:
                  scale: %s # of the image's area%s
                loss: {kind: clip, mask: caption} # pairs with equal captions are not each other's negatives
                # opt: muon with lr 2.0e-3 doubles the quickstart's recall in the same time; on data of other kinds try it beside
                optimizer: {lr: %s, beta1: 0.9, beta2: 0.98, eps: 1.0e-6, wd: 0.2, grad_clip_norm: 1.0}
                schedule: {lr_scheduler: cosine, warmup: %d} # steps, about a tenth of the run
                train:
                  batch_size: %d # more negatives teach more; a step takes more memory and time
                  epochs: %d
                  precision: %s
                  log_every_n_steps: 10
                  save_frequency: %d # epochs
                  save_every_n_steps: %d # about half an hour
                  keep: 1 # beside the newest, to go back to
                """.formatted(
                        data,
                        budget.text(),
                        pairs,
                        batch,
                        rate.seconds(),
                        told,
                        stepsPerEpoch(),
                        epochs,
                        epochs == 1 ? "epoch" : "epochs",
                        steps,
                        span(steps * rate.seconds()),
                        ConfigFile.quoted(data),
                        model,
                        epochs(rate) < ENOUGH_EPOCHS
                                ? "the budget gives it fewer epochs than open_clip's 32"
                                : "the largest that sees the data 32 times or more",
                        epochs > 50 ? "[0.5, 1.0]" : "[0.9, 1.0]",
                        epochs > 50 ? ": few images that are seen often are varied more" : "",
                        pairs > 100_000 ? "5.0e-4" : "1.0e-3",
                        warmup,
                        batch,
                        epochs,
                        precision,
                        Math.max(1, epochs / 10),
                        every);
    }

    /** A time as people say it. */
    public static String span(double seconds) {
        if (seconds < 90) {
            return String.format(Locale.ROOT, "%.0f s", seconds);
        }
        if (seconds < 5400) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return seconds < 172_800
                ? String.format(Locale.ROOT, "%.1f h", seconds / 3600)
                : String.format(Locale.ROOT, "%.1f days", seconds / 86_400);
    }
}
