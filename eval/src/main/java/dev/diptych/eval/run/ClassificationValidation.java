package dev.diptych.eval.run;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.run.RunNotes;
import dev.diptych.contrastive.train.TrainingListener;
import dev.diptych.contrastive.validation.Validation;
import dev.diptych.contrastive.validation.ValidationConfig;
import dev.diptych.eval.classify.ClassificationSet;
import dev.diptych.eval.classify.ZeroShotClassification;
import dev.diptych.eval.classify.ZeroShotClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Scores a model by zero-shot classification while it is trained, under {@code zeroshot_} and CLIP_benchmark's names. */
public final class ClassificationValidation implements TrainingListener {
    private static final String PREFIX = "zeroshot_";

    private final ValidationConfig config;
    private final ClassificationSet set;
    private final RunNotes notes;
    private boolean noted;

    private ClassificationValidation(ValidationConfig config, ClassificationSet set, RunNotes notes) {
        this.config = config;
        this.set = set;
        this.notes = notes;
    }

    /**
     * Opens the data.
     *
     * @param config with labelled images
     * @param lists the folder {@code configs/zeroshot}
     * @param notes is told what is left out, once
     */
    public static ClassificationValidation open(ValidationConfig config, Path lists, RunNotes notes) {
        try {
            ClassificationSet set =
                    ClassificationSet.open(config.classification().orElseThrow(), lists);
            set.images().leftOut().stream().findFirst().ifPresent(line -> notes.note("left out: " + line));
            return new ClassificationValidation(config, set, notes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Validation validation(Validation.Subject subject) {
        return new EmbeddingValidation(config, subject, this::score);
    }

    private Optional<Map<String, Double>> score(Embedder embedder, BooleanSupplier stop) throws InterruptedException {
        ZeroShotClassifier classifier = ZeroShotClassifier.of(set.names(), set.templates(), embedder);
        Optional<ZeroShotClassification> scored =
                ZeroShotClassification.run(set.images(), set.labels(), classifier, embedder, this::note, stop);
        noted = scored.isPresent() || noted;
        return scored.map(evaluation -> {
            Map<String, Double> scores = new LinkedHashMap<>();
            evaluation.predictions().byName().forEach((name, score) -> scores.put(PREFIX + name, score));
            return scores;
        });
    }

    private void note(String line) {
        if (!noted) {
            notes.note(line);
        }
    }
}
