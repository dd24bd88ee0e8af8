package dev.diptych.cli.model;

import java.util.Map;
import java.util.Optional;

/** Where a recipe has what is an option of open_clip's trainer. */
public final class RecipeKeys {
    static final Map<String, String> KEYS = Map.ofEntries(
            Map.entry("--batch-size", "train.batch_size"),
            Map.entry("--beta1", "optimizer.beta1"),
            Map.entry("--beta2", "optimizer.beta2"),
            Map.entry("--epochs", "train.epochs"),
            Map.entry("--epochs-cooldown", "schedule.epochs_cooldown"),
            Map.entry("--eps", "optimizer.eps"),
            Map.entry("--grad-clip-norm", "optimizer.grad_clip_norm"),
            Map.entry("--log-every-n-steps", "train.log_every_n_steps"),
            Map.entry("--lr", "optimizer.lr"),
            Map.entry("--lr-scheduler", "schedule.lr_scheduler"),
            Map.entry("--model", "model"),
            Map.entry("--pretrained", "pretrained"),
            Map.entry("--seed", "seed"),
            Map.entry("--siglip", "loss.kind"),
            Map.entry("--tokenizer", "tokenizer"),
            Map.entry("--train-data", "data.train"),
            Map.entry("--val-data", "eval.data"),
            Map.entry("--val-frequency", "eval.val_frequency"),
            Map.entry("--warmup", "schedule.warmup"),
            Map.entry("--wd", "optimizer.wd"));

    private RecipeKeys() {}

    /**
     * Returns the key, if there is one.
     *
     * @param option as it was typed, such as {@code --epochs=3}
     */
    public static Optional<String> of(String option) {
        return Optional.ofNullable(KEYS.get(option.replaceAll("=.*", "")));
    }
}
