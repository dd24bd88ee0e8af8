package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.contrastive.validation.ValidationConfig;
import java.util.Optional;

/** Reads the section {@code eval} of a recipe. */
final class EvalReader {
    private static final int MANY = 1 << 30;
    private static final String BEST = "best";

    private EvalReader() {}

    /** @param training how the training data is read, whose columns tables of this have too */
    static Optional<ValidationConfig> read(Section eval, SourceOptions training) {
        Type type = eval.choice("type", Type.AUTO);
        int everyEpochs = eval.integer("val_frequency", 1, 0, MANY);
        int everySteps = eval.integer("every_n_steps", 0, 0, MANY);
        Optional<String> best = eval.optionalString(BEST);
        if (best.isPresent() && !ValidationConfig.SCORES.contains(best.get())) {
            eval.reject(BEST, "one of " + String.join(", ", ValidationConfig.SCORES));
        }
        if (type == Type.SYNTHETIC) {
            eval.reject("type", "that of data which is not made up: it says nothing of a model");
        }
        String data = eval.has("data")
                ? eval.joined("data", "one text, with :: between: shards::more/{0000..0042}.tar")
                : eval.string("data", "");
        if (data.isEmpty()) {
            if (best.isPresent()) {
                eval.reject(BEST, "eval.data beside it, which the scores are of");
            }
            return Optional.empty();
        }
        return Optional.of(
                new ValidationConfig(data, new SourceOptions(type, training.csv(), 0), everyEpochs, everySteps, best));
    }
}
