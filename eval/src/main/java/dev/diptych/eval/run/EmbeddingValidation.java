package dev.diptych.eval.run;

import dev.diptych.contrastive.embed.Embedder;
import dev.diptych.contrastive.validation.Validation;
import dev.diptych.contrastive.validation.ValidationConfig;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Scores a run's model by what it embeds, whenever the configuration has it due. */
final class EmbeddingValidation implements Validation {
    private final ValidationConfig config;
    private final int perEpoch;
    private final Embedder embedder;
    private final Scorer scorer;

    /** Scores the model as it is now. */
    @FunctionalInterface
    interface Scorer {
        /**
         * @param stop is asked whether to give it up
         * @return the scores by name; nothing where it is given up
         */
        Optional<Map<String, Double>> score(Embedder embedder, BooleanSupplier stop) throws InterruptedException;
    }

    EmbeddingValidation(ValidationConfig config, Subject subject, Scorer scorer) {
        this.config = config;
        this.perEpoch = subject.perEpoch();
        this.embedder = new Embedder(subject.model(), subject.preprocessing(), subject.tokenizer());
        this.scorer = scorer;
    }

    @Override
    public Optional<Map<String, Double>> after(long step, boolean last, BooleanSupplier stop)
            throws InterruptedException {
        return config.isDue(step, perEpoch, last) ? scorer.score(embedder, stop) : Optional.empty();
    }

    @Override
    public void close() {
        embedder.close();
    }
}
