package dev.diptych.contrastive.recipe;

import dev.diptych.config.Section;
import dev.diptych.contrastive.data.source.SourceOptions;
import dev.diptych.contrastive.data.source.SourceOptions.Type;
import dev.diptych.contrastive.validation.CaptionUse;
import dev.diptych.contrastive.validation.ClassificationConfig;
import dev.diptych.contrastive.validation.ValidationConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the section {@code eval} of a recipe. */
final class EvalReader {
    private static final int MANY = 1 << 30;
    private static final String BEST = "best";

    private EvalReader() {}

    /** @param training how the training data is read, whose columns tables of this have too */
    static Optional<ValidationConfig> read(Section eval, SourceOptions training) {
        Type type = eval.choice("type", Type.AUTO);
        CaptionUse captions = eval.choice("captions", CaptionUse.EACH);
        int everyEpochs = eval.integer("val_frequency", 1, 0, MANY);
        int everySteps = eval.integer("every_n_steps", 0, 0, MANY);
        Optional<String> best = eval.optionalString(BEST);
        Optional<ClassificationConfig> classification =
                eval.optionalSection("classify").map(ClassificationConfig::read);
        if (type == Type.SYNTHETIC) {
            eval.reject("type", "that of data which is not made up: it says nothing of a model");
        }
        String data = eval.has("data")
                ? eval.joined("data", "one text, with :: between: shards::more/{0000..0042}.tar")
                : eval.string("data", "");
        best.ifPresent(name -> checkBest(eval, name, !data.isEmpty(), classification.isPresent()));
        if (data.isEmpty() && classification.isEmpty()) {
            return Optional.empty();
        }
        SourceOptions source = new SourceOptions(type, training.csv(), 0);
        return Optional.of(new ValidationConfig(data, source, captions, everyEpochs, everySteps, best, classification));
    }

    private static void checkBest(Section eval, String name, boolean pairs, boolean labelled) {
        boolean ofPairs = ValidationConfig.SCORES.contains(name);
        boolean ofLabelled = ClassificationConfig.SCORES.contains(name);
        if (!ofPairs && !ofLabelled) {
            List<String> all = new ArrayList<>(ValidationConfig.SCORES);
            all.addAll(ClassificationConfig.SCORES);
            eval.reject(BEST, "one of " + String.join(", ", all));
        }
        if (ofLabelled && !labelled) {
            eval.reject(BEST, "eval.classify beside it, which the score is of");
        } else if (!ofLabelled && !pairs) {
            eval.reject(BEST, "eval.data beside it, which the scores are of");
        }
    }
}
