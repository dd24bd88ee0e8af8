package dev.diptych.contrastive.plan;

import dev.diptych.contrastive.data.source.SampleSources;
import dev.diptych.contrastive.data.source.Samples;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.recipe.Recipe;
import dev.diptych.contrastive.recipe.RecipeReader;
import dev.diptych.nn.engine.Engine;
import dev.diptych.nn.tape.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the largest model that a budget is enough for.
 *
 * @param models the folder that model configurations lie in
 * @param engines makes what computes, which is closed
 * @param precision that it computes fast in
 * @param matmulRate floating-point operations a second of a large matrix product in it
 * @param memory bytes that a step may take
 */
public record DraftSearch(Path models, Supplier<Engine> engines, Precision precision, double matmulRate, long memory) {
    /**
     * A recipe for data and a budget.
     *
     * @param data as {@code data.train} has it
     * @throws PlanException if no model fits
     */
    public String recipe(String data, Budget budget, SampleSources.Notes notes)
            throws IOException, InterruptedException {
        int pairs;
        try (Samples samples = SampleSources.open(data, SourceOptions.AUTO, notes)) {
            pairs = samples.size();
        }
        if (pairs < 2) {
            throw new PlanException("init failed: " + data + ": " + pairs + " pairs, expected at least 2");
        }
        List<String> names = RecipeDraft.MODELS;
        for (int i = names.size() - 1; i >= 0; i--) {
            RecipeDraft draft = fitting(data, pairs, budget, names.get(i));
            if (draft == null) {
                continue;
            }
            boolean smallest = i == 0;
            Recipe recipe = read(draft);
            long flops = RunPlan.need(recipe).flops();
            // A step may be faster than the usual share says, but not by half.
            StepRate best = StepRate.estimated(flops, 1.5 * matmulRate);
            if (!smallest && draft.epochs(best) < RecipeDraft.ENOUGH_EPOCHS) {
                continue;
            }
            try (Engine engine = engines.get()) {
                StepRate rate = StepRate.of(recipe, engine, flops, matmulRate);
                if (smallest || draft.epochs(rate) >= RecipeDraft.ENOUGH_EPOCHS) {
                    if (draft.epochs(rate) < 1) {
                        throw new PlanException("init failed: " + data + ": an epoch of " + pairs + " pairs takes "
                                + RecipeDraft.span(rate.seconds() * draft.stepsPerEpoch()) + " with " + draft.model()
                                + ", the smallest, expected less than the budget of " + budget.text());
                    }
                    return draft.yaml(rate);
                }
            }
        }
        throw new PlanException(
                "init failed: " + data + ": no model fits into " + (memory >> 20) + " MiB, expected more memory");
    }

    /** With the largest batch that fits; null if none does. */
    private @Nullable RecipeDraft fitting(String data, int pairs, Budget budget, String model) throws IOException {
        for (int batch = RecipeDraft.batch(pairs); batch > 0; batch = RecipeDraft.smaller(batch)) {
            RecipeDraft draft = new RecipeDraft(data, pairs, budget, model, batch, precision.option());
            TrainingNeed need = RunPlan.need(read(draft));
            if (need.bytes() <= memory) {
                return draft;
            }
        }
        return null;
    }

    private Recipe read(RecipeDraft draft) throws IOException {
        Path file = Files.createTempFile("diptych", ".yaml");
        try {
            Files.writeString(file, draft.yaml(new StepRate(1, 0)));
            return RecipeReader.read(file, List.of(), models).recipe();
        } finally {
            Files.delete(file);
        }
    }
}
