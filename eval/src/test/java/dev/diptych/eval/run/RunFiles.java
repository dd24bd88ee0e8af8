package dev.diptych.eval.run;

import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.contrastive.recipe.ResolvedRecipe;
import dev.diptych.contrastive.train.StepLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Folders of runs that never were. */
final class RunFiles {
    private static final String RECIPE = """
            data: {train: shards}
            model: model.json
            optimizer: {lr: 0.002}
            train: {batch_size: 64, epochs: 2}
            """;

    private static final String MODEL = """
            {"embed_dim": 16,
             "vision_cfg": {"image_size": 32, "layers": 1, "width": 64, "patch_size": 16},
             "text_cfg": {"context_length": 8, "vocab_size": 540, "width": 64, "heads": 1, "layers": 1}}
            """;

    private RunFiles() {}

    /** A run of ten steps an epoch, after {@code steps} of them. */
    static Path write(Path run, int steps, String... overrides) {
        try {
            Files.createDirectories(run);
            Files.writeString(run.resolve("given.yaml"), RECIPE);
            Files.writeString(run.resolve("model.json"), MODEL);
            ResolvedRecipe resolved = RecipeReader.read(run.resolve("given.yaml"), List.of(overrides), run);
            Files.writeString(run.resolve("recipe.yaml"), resolved.yaml());
            StringBuilder log = new StringBuilder();
            for (int step = 1; step <= steps; step++) {
                log.append(String.format(
                        Locale.ROOT,
                        "{\"step\":%d,\"epoch\":%.1f,\"loss\":%.3f,\"lr\":0.001,\"logit_scale\":14.2,\"grad_norm\":1.5,"
                                + "\"pairs_per_second\":128.0,\"flops_per_second\":1.0E9,\"mfu\":0.5,\"data_wait\":0.25,"
                                + "\"seconds\":%d}%n",
                        step,
                        step / 10.0,
                        4.0 / step,
                        60 * step));
            }
            Files.writeString(run.resolve("metrics.jsonl"), log);
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StepLog step(long number) {
        double loss = Math.rint(4000.0 / number) / 1000;
        return new StepLog(number, number / 10.0, loss, 1e-3, 14.2, 1.5, 128, 1e9, 0.5, 0.25, 60 * number);
    }
}
